  def add(self: __torch__.M, weight: Tensor, bias: Optional[Tensor]) -> NoneType:
    _0 = torch.append(self.linears, ops.mkldnn._reorder_linear_weight(torch.to(weight, $TYPE, False, False, None), None))
    if torch.__isnot__(bias, None):
      bias1 = unchecked_cast(Tensor, bias)
      _1 = torch.append(self.biases, torch.to(bias1, $TYPE, False, False, None))
    else:
      _2 = torch.append(self.biases, None)
    return None
  def linear(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    y = ops.mkldnn._linear_pointwise((self).rounded($MULTIPLICAND, ), (self.linears)[i], (self.biases)[i], "none", annotate(List[Optional[number]], []), "")
    return (self).cut($PRODUCT, x, )
