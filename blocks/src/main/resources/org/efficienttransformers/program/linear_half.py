  def add(self: __torch__.M, weight: Tensor, bias: Optional[Tensor]) -> NoneType:
    _0 = torch.append(self.linears, weight)
    if torch.__isnot__(bias, None):
      bias1 = unchecked_cast(Tensor, bias)
      _1 = torch.append(self.biases, torch.to(bias1, 6, False, False, None))
    else:
      _2 = torch.append(self.biases, None)
    return None
  def linear(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    return torch.linear(x, torch.to((self.linears)[i], 6, False, False, None), (self.biases)[i])
