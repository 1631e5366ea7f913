"""The service catalog: items in a tree, their forms, the desks that deliver them, the channels' menus."""
