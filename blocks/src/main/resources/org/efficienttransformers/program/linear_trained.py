  def add(self: __torch__.M, weight: Tensor, bias: Optional[Tensor], place: int, count: int) -> NoneType:
    # Made of so many weights, which begin at that place of the sources, and as many biases after them.
    _0 = torch.append(self.linears, weight)
    _1 = torch.append(self.biases, bias)
    _2 = torch.append(self.places, place)
    _3 = torch.append(self.counts, count)
    return None
  def linear(self: __torch__.M, x: Tensor, i: int) -> Tensor:
    return torch.linear(torch.to(x, $TYPE, False, False, None), (self.linears)[i], (self.biases)[i])
  def linearBack(self: __torch__.M, gradient: Tensor, x: Tensor, i: int) -> Tensor:
    # From the gradient of the output, (..., out), to that of the input, (..., in), all in the type of linear layers.
    weight = (self.linears)[i]
    rows = torch.reshape(gradient, [-1, torch.size(weight, 0)])
    place = (self.places)[i]
    count = (self.counts)[i]
    inputs = torch.reshape(x, [-1, torch.size(weight, 1)])
    _0 = (self).give(torch.mm(torch.t(rows), inputs), place, count, )
    if torch.__isnot__((self.biases)[i], None):
      _1 = (self).give(torch.sum(rows, [0], False, dtype=6), torch.add(place, count), count, )
    else:
      pass
    return torch.view(torch.mm(rows, weight), torch.size(x))
  def flat(self: __torch__.M, w: List[Tensor]) -> Tensor:
    # All in the type of linear layers, side by side, by one cast; where that is their own, nothing of use.
    if $HALF:
      all = annotate(List[Tensor], [])
      for i in range(torch.len(w)):
        _0 = torch.append(all, torch.flatten(w[i], 0, -1))
      flat = torch.to(torch.cat(all, 0), $TYPE, False, False, None)
    else:
      flat = torch.slice(torch.flatten(w[0], 0, -1), 0, 0, 0, 1)
    return flat
  def unbound(self: __torch__.M, w: List[Tensor]) -> List[Tensor]:
    # Without a graph, if they are computed with.
    if $HALF:
      unbound = w
    else:
      unbound = (self).detached(w, )
    return unbound
  def computed(self: __torch__.M, flat: Tensor, w: List[Tensor], counts: List[int]) -> List[Tensor]:
    # So many at a time joined.
    computed = annotate(List[Tensor], [])
    at = 0
    if $HALF:
      sizes = annotate(List[int], [])
      for i in range(torch.len(counts)):
        size = 0
        for j in range(counts[i]):
          size = torch.add(size, torch.numel(w[torch.add(at, j)]))
        _1 = torch.append(sizes, size)
        at = torch.add(at, counts[i])
      parts = torch.split_with_sizes(flat, sizes, 0)
      first = 0
      for i in range(torch.len(counts)):
        part = parts[i]
        if torch.gt(torch.dim(w[first]), 1):
          part = torch.view(part, [-1, torch.size(w[first], -1)])
        else:
          pass
        _2 = torch.append(computed, part)
        first = torch.add(first, counts[i])
    else:
      for i in range(torch.len(counts)):
        if torch.eq(counts[i], 1):
          joined = w[at]
        else:
          joined = torch.cat(torch.slice(w, at, torch.add(at, counts[i]), 1), 0)
        _3 = torch.append(computed, joined)
        at = torch.add(at, counts[i])
    return computed
