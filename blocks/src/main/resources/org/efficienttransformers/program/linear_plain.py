  def add(self: __torch__.M, weight: Tensor, bias: Optional[Tensor]) -> NoneType:
    _0 = torch.append(self.linears, weight)
    _1 = torch.append(self.biases, bias)
    return None
  def linear(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    return torch.linear(x, (self.linears)[i], (self.biases)[i])
