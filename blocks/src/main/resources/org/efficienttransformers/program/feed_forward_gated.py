  def fed$K(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    return torch.$MULTIPLY((self).inner$K(x, i, ), (self).linear(x, torch.add(i, 2), ))
