  def fed$K(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    return torch.mul_((self).inner$K(x, i, ), (self).linear(x, torch.add(i, 2), ))
