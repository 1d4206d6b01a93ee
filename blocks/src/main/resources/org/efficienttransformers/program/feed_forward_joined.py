  def fed$K(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    both = torch.chunk((self).linear(x, i, ), 2, -1)
    inner = both[0]
    return torch.mul($ACTIVATION, both[1])
