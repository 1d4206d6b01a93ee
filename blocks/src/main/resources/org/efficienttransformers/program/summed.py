  def summed(self: __torch__.M, x: Tensor, i: int, y: Tensor) -> Tensor:
    # Adds a linear layer to y.
    return torch.add_(y, (self).cut((self).linear(x, i, ), y, ), alpha=1)
