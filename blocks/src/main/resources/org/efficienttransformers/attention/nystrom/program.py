  # Linear layers: 0 query, 1 key and value. Shared: mask of keys, room for them and their values, what each row adds to
  # the mean of each segment (b or 1, m, n), hidden segments, visible rows.
  # Memory: keys and values, means of rows; keys and values of segments.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    none = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    length = torch.size(x, 1)
    if torch.gt(torch.numel(visible), 0):
      shown = torch.type_as(visible, x)
      mask = (self).row$K(torch.mul(torch.sub(shown, 1, alpha=1), $SHOWN), )
      tokens = torch.to(visible, 6, False, False, None)
    else:
      shown = none
      mask = none
      tokens = torch.new_ones(x, [1, length], dtype=6, layout=None, device=None, pin_memory=None)
    # Of t tokens the one at i belongs to segment floor(i * m / t).
    place = torch.sub(torch.cumsum(tokens, 1, dtype=None), tokens, alpha=1)
    total = torch.clamp_min(torch.sum(tokens, [1], True, dtype=None), $LANDMARKS)
    segment = torch.floor(torch.div(torch.mul(place, $LANDMARKS), total))
    numbers = torch.arange(0, $LANDMARKS, dtype=6, layout=None, device=ops.prim.device(x), pin_memory=None)
    member = torch.eq(torch.unsqueeze(segment, 1), torch.view(numbers, [1, $LANDMARKS, 1]))
    member = torch.mul(torch.to(member, 6, False, False, None), torch.unsqueeze(tokens, 1))
    sizes = torch.sum(member, [2], True, dtype=None)
    weights = torch.type_as(torch.div(member, torch.clamp_min(sizes, 1)), x)
    hidden = none
    if torch.__or__(torch.gt(torch.numel(visible), 0), torch.lt(length, $LANDMARKS)):
      empty = torch.eq(torch.squeeze(sizes, 2), 0)
      hidden = (self).row$K(torch.masked_fill(torch.new_zeros(x, torch.size(empty), dtype=None, layout=None, device=None, pin_memory=None), empty, $HIDDEN), )
    else:
      pass
    return [mask, (self).room$K(x, length, ), weights, hidden, shown]
  def row$K(self: __torch__.M, added: Tensor) -> Tensor:
    # b m to b 1 1 m.
    return torch.unsqueeze(torch.unsqueeze((self).spaced$K(added, ), 1), 1)
  def among$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, row: Tensor) -> Tensor:
    if torch.eq(torch.numel(row), 0):
      context = (self).seen$K(q, k, v, )
    else:
      rows = torch.expand(row, [torch.size(q, 0), $HEADS, torch.size(q, 2), -1], implicit=False)
      context = (self).masked$K(q, k, v, rows, )
    return context
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    end = torch.add(start, torch.size(y, 1))
    all = (self).stored$K((self).linear(y, torch.add(linear, 1), ), start, shared[1], )
    means = torch.matmul(torch.slice(shared[2], 2, start, end, 1), y)
    if torch.gt(start, 0):
      means = torch.add_(means, memory[1], alpha=1)
    else:
      pass
    kept = [all, means]
    if torch.eq(end, torch.size(shared[2], 2)):
      kept = torch.add(kept, (self).segments$K(all, means, linear, shared, ))
    else:
      pass
    return kept
  def segments$K(self: __torch__.M, all: Tensor, means: Tensor, linear: int, shared: List[Tensor]) -> List[Tensor]:
    q = torch.transpose(torch.view((self).linear(means, linear, ), [torch.size(means, 0), $LANDMARKS, $HEADS, $SIZE]), 1, 2)
    k, _0 = (self).parted$K((self).linear(means, torch.add(linear, 1), ), )
    scores = torch.to(torch.mul(torch.matmul(q, torch.transpose(k, 2, 3)), $SCALE), 6, False, False, None)
    hidden = shared[3]
    if torch.gt(torch.numel(hidden), 0):
      between = torch.softmax(torch.add(scores, hidden, alpha=1), -1, None)
      between = torch.masked_fill(between, torch.transpose(torch.lt(hidden, 0), 2, 3), 0)
    else:
      between = torch.softmax(scores, -1, None)
    # The inverse, by Newton's method.
    greatest = torch.amax(torch.sum(between, [2], True, dtype=None), [3], True)
    inverse = torch.div(torch.transpose(between, 2, 3), greatest)
    unit = torch.eye($LANDMARKS, dtype=6, layout=None, device=ops.prim.device(means), pin_memory=None)
    for i in range($STEPS):
      product = torch.matmul(between, inverse)
      inner = torch.matmul(product, torch.sub(torch.mul(unit, 7), product, alpha=1))
      inner = torch.matmul(product, torch.sub(torch.mul(unit, 15), inner, alpha=1))
      inverse = torch.matmul(torch.mul(inverse, 0.25), torch.sub(torch.mul(unit, 13), inner, alpha=1))
    keys, values = (self).taken$K(all, )
    summaries = torch.to((self).among$K(q, keys, values, shared[0], ), 6, False, False, None)
    return [k, torch.type_as(torch.matmul(inverse, summaries), means)]
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = torch.transpose(torch.view((self).linear(y, linear, ), [torch.size(y, 0), torch.size(y, 1), $HEADS, $SIZE]), 1, 2)
    context = (self).among$K(q, memory[2], memory[3], shared[3], )
    _0, values = (self).taken$K(memory[0], )
    return torch.flatten(torch.transpose((self).convolved$K(context, values, start, tensor, shared[4], ), 1, 2), 2, 3)
