"""What every answer and every request passes."""
