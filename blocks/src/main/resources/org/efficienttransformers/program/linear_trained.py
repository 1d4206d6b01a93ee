  def add(self: __torch__.M, weight: Tensor, bias: Optional[Tensor]) -> NoneType:
    _0 = torch.append(self.linears, weight)
    _1 = torch.append(self.biases, bias)
    return None
  def linear(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    return torch.linear(torch.to(x, $TYPE, False, False, None), (self.linears)[i], (self.biases)[i])
  def computed(self: __torch__.M, w: List[Tensor]) -> List[Tensor]:
    # All of them in the type of linear layers, by one cast, forward and backward.
    if $HALF:
      flat = annotate(List[Tensor], [])
      sizes = annotate(List[int], [])
      for i in range(torch.len(w)):
        _0 = torch.append(flat, torch.flatten(w[i], 0, -1))
        _1 = torch.append(sizes, torch.numel(w[i]))
      parts = torch.split_with_sizes(torch.to(torch.cat(flat, 0), $TYPE, False, False, None), sizes, 0)
      computed = annotate(List[Tensor], [])
      for i in range(torch.len(w)):
        _2 = torch.append(computed, torch.view(parts[i], torch.size(w[i])))
    else:
      computed = w
    return computed
