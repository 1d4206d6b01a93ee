  # A layer with its graph, from the parameters on.
  def forward(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor], w: List[Tensor]) -> Tensor:
    _0 = (self).begun((self).flat([$MULTIPLIED], ), [$MULTIPLIED], [$OTHERS], )
    all = (self).train0(x, visible, globals, table, 0, )
    _1 = (self).ended()
    return all[0]
  # Without a graph.
  def alone(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor], w: List[Tensor]) -> Tensor:
    _0 = (self).begun(torch.detach((self).flat([$MULTIPLIED], )), (self).unbound([$MULTIPLIED], ), (self).detached([$OTHERS], ), )
    all = (self).train0(x, visible, globals, table, 2, )
    _1 = (self).ended()
    return all[0]
  # With a graph of the attention alone, and after the output what back needs.
  def ahead(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    _0 = (self).begun(torch.detach((self).flat([$MULTIPLIED], )), (self).unbound([$MULTIPLIED], ), (self).leaves0([$OTHERS], ), )
    all = (self).train0(x, visible, globals, table, 1, )
    _1 = (self).ended()
    return all
  # From the gradient of the output to that of the input; those of the parameters wait until they are settled.
  def back(self: __torch__.M, gradient: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor], w: List[Tensor], kept: List[Tensor]) -> Tensor:
    _0 = (self).begun(torch.detach((self).flat([$MULTIPLIED], )), (self).unbound([$MULTIPLIED], ), (self).leaves0([$OTHERS], ), )
    below = (self).back0(kept, 1, gradient, visible, globals, table, )
    _1 = (self).given([$MULTIPLIED], [$OTHERS], )
    _2 = (self).ended()
    return below
  # The same of what is computed once more.
  def pullback(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor], w: List[Tensor], gradient: Tensor) -> Tensor:
    _0 = (self).begun(torch.detach((self).flat([$MULTIPLIED], )), (self).unbound([$MULTIPLIED], ), (self).leaves0([$OTHERS], ), )
    all = (self).train0(torch.detach(x), visible, globals, table, 3, )
    below = (self).back0(torch.slice(all, 1, 9223372036854775807, 1), 2, gradient, visible, globals, table, )
    _1 = (self).given([$MULTIPLIED], [$OTHERS], )
    _2 = (self).ended()
    return below
  def prepared(self: __torch__.M, table: Tensor) -> List[Tensor]:
    return (self).prepared0(table, )
  def begun(self: __torch__.M, flat: Tensor, multiplied: List[Tensor], o: List[Tensor]) -> NoneType:
    _0 = (self).ended()
    c = (self).computed(flat, multiplied, [$COUNTS], )
    self.tensors = o
    self.others = torch.len(multiplied)
$WEIGHTS
    return None
  # Nothing of what is computed is to live longer than the caller's arrays.
  def ended(self: __torch__.M) -> NoneType:
    self.linears = annotate(List[Tensor], [])
    self.biases = annotate(List[Optional[Tensor]], [])
    self.tensors = annotate(List[Tensor], [])
    self.places = annotate(List[int], [])
    self.counts = annotate(List[int], [])
    self.parts = annotate(List[Tensor], [])
    self.starts = annotate(List[int], [])
    self.adding = False
    return None
  def rowsOf(self: __torch__.M, length: int) -> int:
    return length
  def detached(self: __torch__.M, all: List[Tensor]) -> List[Tensor]:
    detached = annotate(List[Tensor], [])
    for i in range(torch.len(all)):
      _0 = torch.append(detached, torch.detach(all[i]))
    return detached
  # Takes the gradient of so many parameters side by side, which begin at that place.
  def give(self: __torch__.M, gradient: Tensor, place: int, count: int) -> NoneType:
    part = torch.flatten(torch.to(gradient, 6, False, False, None), 0, -1)
    known = -1
    if self.adding:
      for i in range(torch.len(self.parts)):
        if torch.eq((self.starts)[torch.mul(i, 2)], place):
          known = i
        else:
          pass
    else:
      pass
    if torch.ge(known, 0):
      _0 = torch.add_((self.parts)[known], part, alpha=1)
    else:
      _1 = torch.append(self.parts, part)
      _2 = torch.append(self.starts, place)
      _3 = torch.append(self.starts, count)
    return None
  def given(self: __torch__.M, multiplied: List[Tensor], o: List[Tensor]) -> NoneType:
    all = torch.add(multiplied, o)
    parts = self.parts
    for i in range(torch.len(parts)):
      place = (self.starts)[torch.mul(i, 2)]
      count = (self.starts)[torch.add(torch.mul(i, 2), 1)]
      if torch.eq(count, 1):
        _0 = torch.append(self.reached, all[place])
        _1 = torch.append(self.waiting, parts[i])
      else:
        at = 0
        for j in range(count):
          parameter = all[torch.add(place, j)]
          end = torch.add(at, torch.numel(parameter))
          _2 = torch.append(self.reached, parameter)
          _3 = torch.append(self.waiting, torch.slice(parts[i], 0, at, end, 1))
          at = end
    return None
  # Adds what waits to the gradients of the parameters, those of all layers at once: each pass of the engine wakes a thread.
  # A parameter without a gradient takes what waits as it is, as the gradient of a view that nothing else refers to.
  def settle(self: __torch__.M, x: Tensor) -> Tensor:
    into = annotate(List[Tensor], [])
    gradients = annotate(List[Optional[Tensor]], [])
    for i in range(torch.len(self.reached)):
      _0 = torch.append(into, torch.view((self.reached)[i], [-1]))
      _1 = torch.append(gradients, (self.waiting)[i])
    _2 = (self).forget(x, )
    if torch.gt(torch.len(into), 0):
      torch.autograd.backward(into, gradients, False)
    else:
      pass
    return x
  def forget(self: __torch__.M, x: Tensor) -> Tensor:
    self.reached = annotate(List[Tensor], [])
    self.waiting = annotate(List[Tensor], [])
    return x
