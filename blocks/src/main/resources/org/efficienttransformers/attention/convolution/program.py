  # Linear layers: 0 query, key, value and what is convolved, 1 channels of spans. Tensors: taps, e 1 k; the linear layer
  # of kernels, which is small, and in no other type than what is computed.
  # Shared: mask, room for keys and values. Memory: keys and values; of each piece queries, b r hd, and what is convolved.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    mask = visible
    if torch.gt(torch.numel(visible), 0):
      added = torch.mul(torch.sub(torch.type_as(visible, x), 1, alpha=1), $SHOWN)
      mask = torch.unsqueeze(torch.unsqueeze((self).spaced$K(added, ), 1), 1)
    else:
      pass
    return [mask, (self).room$K(x, torch.size(x, 1), )]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    # Each position is convolved with its neighbours, which may lie in other pieces; beyond both ends are zeros.
    rows = torch.size(y, 1)
    first = ops.prim.max(torch.sub(start, $REACH), 0)
    near = torch.slice(x, 1, first, torch.add(torch.add(start, rows), $REACH), 1)
    near = (self).before$K(near, torch.sub(tensor, $NORMS), )
    before = torch.sub(start, first)
    after = torch.sub(torch.sub(torch.size(near, 1), before), rows)
    edges = [0, 0, torch.sub($REACH, before), torch.sub($REACH, after)]
    four = (self).linear(near, linear, )
    own = torch.slice(four, 1, before, torch.add(before, rows), 1)
    width = $HEADS * $SIZE
    q = torch.contiguous(torch.slice(own, 2, 0, width, 1), memory_format=0)
    # Those of one place next to each other: 1 r e k.
    taps = torch.t(torch.contiguous(torch.t(torch.squeeze(torch.type_as((self.tensors)[tensor], x), 1)), memory_format=0))
    taps = torch.expand(taps, [1, rows, -1, -1], implicit=False)
    spans = (self).spread$K(torch.unsqueeze(torch.constant_pad_nd(near, edges, 0), 3), taps, )
    channels = (self).linear(torch.squeeze(spans, 3), torch.add(linear, 1), )
    weight = torch.type_as((self.tensors)[torch.add(tensor, 1)], x)
    bias = torch.type_as((self.tensors)[torch.add(tensor, 2)], x)
    kernels = torch.linear(torch.mul_(channels, q), weight, bias)
    kernels = torch.softmax(torch.view(kernels, [torch.size(y, 0), rows, $HEADS, $TAPS]), -1, None)
    values = torch.constant_pad_nd(torch.slice(four, 2, torch.mul(width, 3), 9223372036854775807, 1), edges, 0)
    convolved = (self).spread$K(torch.view(values, [torch.size(y, 0), -1, $HEADS, $SIZE]), kernels, )
    if torch.eq(start, 0):
      pieces = annotate(List[Tensor], [])
    else:
      pieces = torch.slice(memory, 1, 9223372036854775807, 1)
    both = torch.slice(own, 2, width, torch.mul(width, 3), 1)
    return torch.add(torch.add([(self).stored$K(both, start, shared[1], )], pieces), [q, torch.flatten(convolved, 2, 3)])
  def spread$K(self: __torch__.M, wide: Tensor, kernels: Tensor) -> Tensor:
    # The sum over t of wide, b r+k-1 h d, from t on, times kernels, b or 1 r h k, at t; of some rows at a time, which stay
    # in caches.
    rows = torch.size(kernels, 1)
    sum = torch.mul(torch.slice(wide, 1, 0, rows, 1), torch.slice(kernels, 3, 0, 1, 1))
    for i in range(torch.floordiv(torch.sub(torch.add(rows, $TILE), 1), $TILE)):
      start = torch.mul(i, $TILE)
      end = ops.prim.min(torch.add(start, $TILE), rows)
      some = torch.slice(sum, 1, start, end, 1)
      own = torch.slice(kernels, 1, start, end, 1)
      for j in range($TAPS - 1):
        t = torch.add(j, 1)
        near = torch.slice(wide, 1, torch.add(start, t), torch.add(end, t), 1)
        _0 = torch.addcmul_(some, near, torch.slice(own, 3, t, torch.add(t, 1), 1), value=1)
    return sum
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    rows = torch.size(y, 1)
    at = torch.add(torch.mul(torch.floordiv(start, $ROWS), 2), 1)
    q = torch.transpose(torch.view(torch.slice(memory[at], 1, 0, rows, 1), [torch.size(y, 0), rows, $HEADS, $SIZE]), 1, 2)
    k, v = (self).taken$K(memory[0], )
    mask = shared[0]
    if torch.eq(torch.numel(mask), 0):
      context = (self).seen$K(q, k, v, )
    else:
      context = (self).masked$K(q, k, v, torch.expand(mask, [-1, $HEADS, rows, -1], implicit=False), )
    attended = torch.flatten(torch.transpose(context, 1, 2), 2, 3)
    return torch.cat([attended, torch.slice(memory[torch.add(at, 1)], 1, 0, rows, 1)], 2)
