  def add(self: __torch__.M, weight: Tensor, bias: Optional[Tensor]) -> NoneType:
    _0 = torch.append(self.linears, torch.to(weight, $TYPE, False, False, None))
    if torch.__isnot__(bias, None):
      bias1 = unchecked_cast(Tensor, bias)
      _1 = torch.append(self.biases, torch.to(bias1, $TYPE, False, False, None))
    else:
      _2 = torch.append(self.biases, None)
    return None
  def linear(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    return torch.linear(torch.to(x, $TYPE, False, False, None), (self.linears)[i], (self.biases)[i])
