  # Three entries for each linear layer: the weight, its scales and their zeros.
  def pack(self: __torch__.M, weight: Tensor, scales: Tensor, zeros: Tensor) -> NoneType:
    _0 = torch.append(self.linears, ops.onednn.qlinear_prepack(torch.int_repr(weight), None))
    _1 = torch.append(self.linears, scales)
    _2 = torch.append(self.linears, zeros)
    return None
  def multiplied(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    # From -1 to 1 as 1 to 255.
    numbers = torch.int_repr(torch.quantize_per_tensor(x, 0.007874015748031496, 128, 13))
    at = torch.mul(i, 3)
    y = ops.onednn.qlinear_pointwise((self).rounded(numbers, ), 0.007874015748031496, 128, (self.linears)[at], (self.linears)[torch.add(at, 1)], (self.linears)[torch.add(at, 2)], None, 1., 0, 6, "none", annotate(List[Optional[number]], []), "")
    return (self).cut(y, x, )
