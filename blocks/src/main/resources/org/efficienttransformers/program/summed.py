  def summed(self: __torch__.M, x: Tensor, i: int, y: Tensor) -> Tensor:
    return torch.add_((self).cut((self).linear(x, i, ), y, ), y, alpha=1)
