"""Pictures that stand still: arrays in, figure out. No model is called and no page drawn here."""
