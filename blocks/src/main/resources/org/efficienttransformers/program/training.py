  def forward(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: Tensor, w: List[Tensor]) -> Tensor:
    return (self).layer(x, visible, globals, table, (self).computed([$MULTIPLIED], ), [$OTHERS], )
  def layer(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: Tensor, c: List[Tensor], o: List[Tensor]) -> Tensor:
    self.linears = annotate(List[Tensor], [])
    self.biases = annotate(List[Optional[Tensor]], [])
    self.tensors = annotate(List[Tensor], [])
$WEIGHTS
    y = (self).train0(x, visible, globals, table, )
    # Nothing of the graph is to live longer than the caller's array.
    self.linears = annotate(List[Tensor], [])
    self.biases = annotate(List[Optional[Tensor]], [])
    self.tensors = annotate(List[Tensor], [])
    return y
  def rowsOf(self: __torch__.M, length: int) -> int:
    return length
  def detached(self: __torch__.M, all: List[Tensor]) -> List[Tensor]:
    detached = annotate(List[Tensor], [])
    for i in range(torch.len(all)):
      _0 = torch.append(detached, torch.detach(all[i]))
    return detached
  def leaves(self: __torch__.M, all: List[Tensor]) -> List[Tensor]:
    leaves = annotate(List[Tensor], [])
    for i in range(torch.len(all)):
      _0 = torch.append(leaves, torch.requires_grad_(torch.detach(all[i]), True))
    return leaves
  def pullback(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: Tensor, w: List[Tensor], gradient: Tensor) -> Tensor:
    # Computes the layer again, adds to the gradients of the parameters, and returns that of the input. The graph
    # begins at weights as they are multiplied, and so doesn't cast and join them.
    c = (self).leaves((self).computed((self).detached([$MULTIPLIED], ), ), )
    o = (self).leaves([$OTHERS], )
    input = (self).leaves([x], )
    y = (self).layer(input[0], visible, globals, table, c, o, )
    leaves = torch.add(torch.add(input, c), o)
    found = torch.grad([y], leaves, annotate(Optional[List[Optional[Tensor]]], [gradient]), None, False, True)
    sums = torch.add([$MULTIPLIED], [$OTHERS])
    for i in range(torch.len(sums)):
      part = found[torch.add(i, 1)]
      # Of global tokens that there aren't, there is none.
      if torch.__isnot__(part, None):
        part0 = unchecked_cast(Tensor, part)
        _0 = torch.add_(ops.prim.grad(sums[i]), part0, alpha=1)
      else:
        pass
    below = found[0]
    if torch.__isnot__(below, None):
      result = unchecked_cast(Tensor, below)
    else:
      result = torch.zeros_like(gradient, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None)
    return result
