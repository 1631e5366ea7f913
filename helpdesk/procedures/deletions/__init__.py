"""Order deletion (删单): inside the settlement period, shipped orders against their fee (docs/domain.md, 3.3)."""
