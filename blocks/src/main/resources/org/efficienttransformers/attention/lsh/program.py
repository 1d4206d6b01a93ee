  # Linear layers: 0 all projections side by side. Shared: hidden rows or none, room for projections, rotations.
  # Memory: the projections of all rows so far (b n phd), and once all were seen the context (b n hd).
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    if torch.gt(torch.numel(visible), 0):
      hidden = torch.eq(visible, 0)
    else:
      hidden = visible
    if torch.gt(torch.size(x, 1), $ROWS):
      room = torch.new_empty(x, [torch.size(x, 0), torch.size(x, 1), $VECTORS * $HEADS * $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
    else:
      room = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    return [hidden, room]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    all = (self).linear(y, linear, )
    end = torch.add(start, torch.size(y, 1))
    if torch.lt(torch.size(y, 1), torch.size(x, 1)):
      _0 = torch.copy_(torch.slice(shared[1], 1, start, end, 1), all, False)
      all = shared[1]
    else:
      pass
    if torch.eq(end, torch.size(x, 1)):
      kept = (self).context$K(all, shared, )
    else:
      kept = all
    return [kept]
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    return torch.slice(memory[0], 1, start, torch.add(start, torch.size(y, 1)), 1)
  def context$K(self: __torch__.M, all: Tensor, shared: List[Tensor]) -> Tensor:
    # As many heads at a time as have so many scores.
    length = torch.size(all, 1)
    projected = torch.view(all, [torch.size(all, 0), length, $VECTORS, $HEADS, $SIZE])
    scores = torch.mul(torch.mul(torch.size(all, 0), length), $ROUNDS * ($BEFORE + 1 + $AFTER) * $CHUNK)
    together = ops.prim.max(ops.prim.min(torch.floordiv($SCORES, scores), $HEADS), 1)
    contexts = annotate(List[Tensor], [])
    for i in range(torch.floordiv(torch.sub(torch.add($HEADS, together), 1), together)):
      first = torch.mul(i, together)
      some = torch.slice(projected, 3, first, ops.prim.min(torch.add(first, together), $HEADS), 1)
      vectors = (self).vectors$K(torch.permute(some, [0, 3, 1, 2, 4]), )
      order = (self).order$K(vectors, first, shared, )
      _0 = torch.append(contexts, (self).near$K(vectors, order, shared[0], ))
    if torch.eq(torch.len(contexts), 1):
      context = contexts[0]
    else:
      context = torch.cat(contexts, 2)
    return context
  def asTheyStand$K(self: __torch__.M, x: Tensor) -> Tensor:
    # Of b h n d the positions, b h 1 n.
    positions = torch.arange(torch.size(x, 2), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=None)
    return torch.expand(positions, [torch.size(x, 0), torch.size(x, 1), 1, -1], implicit=False)
  def near$K(self: __torch__.M, vectors: Tensor, order: Tensor, hidden: Tensor) -> Tensor:
    # Queries, keys and values by positions in order, b h r n: b n hd.
    batch = torch.size(order, 0)
    rounds = torch.size(order, 2)
    length = torch.size(order, 3)
    device = ops.prim.device(order)
    sequences = torch.mul(batch, torch.size(order, 1))
    circle = torch.mul(rounds, length)
    chunk = ops.prim.min(length, $CHUNK)
    if torch.gt(length, $CHUNK):
      before = $BEFORE * $CHUNK
      after = $AFTER * $CHUNK
    else:
      before = 0
      after = 0
    seen = torch.add(torch.add(before, chunk), after)
    # The last chunk stands before the first as well, so that what a chunk sees lies side by side.
    flat = torch.reshape(order, [sequences, circle])
    opened = torch.cat([torch.slice(flat, 1, torch.sub(circle, before), circle, 1), flat, torch.slice(flat, 1, 0, after, 1)], 1)
    rows = (self).opened$K(vectors, opened, before, after, )
    # Windows that reach from one sequence into the next are computed with the others, and never read.
    windows = torch.unfold(rows, 0, seen, chunk)
    count = torch.size(windows, 0)
    own = torch.floordiv(before, chunk)
    queries = torch.slice(torch.view(rows, [-1, chunk, 3 * $SIZE]), 0, own, torch.add(own, count), 1)
    queries = torch.slice(queries, 2, 0, $SIZE, 1)
    keys = torch.slice(windows, 1, $SIZE, 2 * $SIZE, 1)
    values = torch.transpose(torch.slice(windows, 1, 2 * $SIZE, 3 * $SIZE, 1), 1, 2)
    position = torch.flatten(opened, 0, -1)
    theirs = torch.unsqueeze(torch.unfold(position, 0, seen, chunk), 1)
    mine = torch.unsqueeze(torch.slice(torch.view(position, [-1, chunk]), 0, own, torch.add(own, count), 1), 2)
    masked = torch.gt(torch.numel(hidden), 0)
    number = torch.unsqueeze(torch.arange(sequences, dtype=4, layout=None, device=device, pin_memory=None), 1)
    unseen = theirs
    if masked:
      row = torch.add(torch.view(opened, [batch, -1]), torch.mul(torch.slice(number, 0, 0, batch, 1), length), alpha=1)
      unseen = torch.index_select(torch.flatten(hidden, 0, -1), 0, torch.flatten(row, 0, -1))
      unseen = torch.unsqueeze(torch.unfold(unseen, 0, seen, chunk), 1)
    else:
      pass
    # Where rounds meet, a query may find its own position in the next one as well.
    each = torch.floordiv(length, chunk)
    steps = torch.arange(each, dtype=4, layout=None, device=device, pin_memory=None)
    ends = torch.cat([torch.slice(steps, 0, 0, own, 1), torch.slice(steps, 0, torch.sub(each, torch.floordiv(after, chunk)), each, 1)], 0)
    turns = torch.unsqueeze(torch.arange(rounds, dtype=4, layout=None, device=device, pin_memory=None), 1)
    ends = torch.flatten(torch.add(ends, torch.mul(turns, each), alpha=1), 0, -1)
    width = torch.size(opened, 1)
    ends = torch.flatten(torch.add(ends, torch.mul(number, torch.floordiv(width, chunk)), alpha=1), 0, -1)
    if torch.__and__($FUSED, torch.__not__(masked)):
      context, sum, = (self).named$K(queries, torch.transpose(keys, 1, 2), values, theirs, mine, ends, before, )
    else:
      contexts = annotate(List[Tensor], [])
      sums = annotate(List[Tensor], [])
      blocks = torch.floordiv(torch.sub(torch.add(count, $BLOCK), 1), $BLOCK)
      for i in range(blocks):
        start = torch.mul(i, $BLOCK)
        end = ops.prim.min(torch.add(start, $BLOCK), count)
        scores = torch.bmm(torch.slice(queries, 0, start, end, 1), torch.slice(keys, 0, start, end, 1))
        if masked:
          scores = torch.masked_fill_(scores, torch.slice(unseen, 0, start, end, 1), $HIDDEN)
        else:
          pass
        if $CAUSAL:
          later = torch.gt(torch.slice(theirs, 0, start, end, 1), torch.slice(mine, 0, start, end, 1))
          scores = torch.masked_fill_(scores, later, $HIDDEN)
        else:
          pass
        if $SELF_LAST:
          _0 = torch.fill_(torch.diagonal(scores, before, 1, 2), $OWN)
          some = ends
          if torch.gt(blocks, 1):
            some = torch.masked_select(ends, torch.__and__(torch.ge(ends, start), torch.lt(ends, end)))
          else:
            pass
          twice = torch.eq(torch.index_select(theirs, 0, some), torch.index_select(mine, 0, some))
          some = torch.sub(some, start, alpha=1)
          scores = torch.index_copy_(scores, 0, some, torch.masked_fill(torch.index_select(scores, 0, some), twice, $OWN))
        else:
          pass
        weights = torch.softmax(scores, -1, None)
        # The largest weight is that of the largest score: from the two follows the logarithm of the sum.
        peak = torch.to(torch.amax(scores, [-1], True), 6, False, False, None)
        top = torch.to(torch.amax(weights, [-1], True), 6, False, False, None)
        sum = torch.sub(peak, torch.log(top), alpha=1)
        # As exp(score - sum) gives them, where scores are so low that the sum is rounded.
        factor = torch.div(torch.exp(torch.sub(peak, sum, alpha=1)), top)
        _1 = torch.append(contexts, torch.bmm(weights, torch.slice(values, 0, start, end, 1)))
        _2 = torch.append(sums, torch.cat([sum, factor], 2))
      if torch.eq(blocks, 1):
        context = contexts[0]
        sum = sums[0]
      else:
        context = torch.cat(contexts, 0)
        sum = torch.cat(sums, 0)
    result = (self).closed$K(torch.flatten(context, 0, 1), torch.flatten(sum, 0, 1), order, width, )
    return torch.reshape(result, [batch, length, -1])
