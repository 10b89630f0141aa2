"""Torchkata: auto-graded PyTorch exercises whose graders are proved."""

__version__ = "0.1.0"
