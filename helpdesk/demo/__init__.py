"""The demo: everything on one machine with invented people, and a scenario that shows and checks the main job."""
