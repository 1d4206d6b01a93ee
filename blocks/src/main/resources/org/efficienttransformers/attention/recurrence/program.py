  # Linear layers: 0 query, 1 key and value, 2 distances. Tensors: what is added to queries that meet words, distances and
  # segments, h d each, and the vectors of segments, 2 h d. Shared: visible keys, room for keys and values, angles of
  # distances, m+2n-1 e/2, types; what is remembered of the text before, b m e. Memory: keys and values, projected
  # distances, h m+2n-1 d.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    # Token types stand in the place of global tokens. If keys are remembered, visible is theirs as well: b m+n.
    length = torch.size(x, 1)
    types = globals
    keys = length
    if torch.gt(torch.numel(visible), 0):
      keys = torch.size(visible, 1)
      if torch.gt(torch.numel(types), 0):
        types = torch.constant_pad_nd(types, [torch.sub(keys, length), 0], 0)
      else:
        pass
    else:
      pass
    numbers = torch.arange(0, $SINES, dtype=7, layout=None, device=ops.prim.device(x), pin_memory=None)
    frequencies = torch.to(torch.exp(torch.mul(numbers, $DECAY)), 6, False, False, None)
    distances = torch.arange(torch.sub(keys, 1), torch.neg(length), -1, dtype=6, layout=None, device=ops.prim.device(x), pin_memory=None)
    if torch.gt($CLAMP, 0):
      distances = torch.clamp(distances, -$CLAMP, $CLAMP)
    else:
      pass
    angles = torch.mul(torch.unsqueeze(distances, 1), frequencies)
    return [visible, (self).room$K(x, keys, ), angles, types]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    before = 0
    if torch.gt(torch.numel(shared[4]), 0):
      before = torch.size(shared[4], 1)
    else:
      pass
    if torch.eq(start, 0):
      if torch.gt(before, 0):
        _0 = (self).stored$K((self).linear(torch.type_as(shared[4], y), torch.add(linear, 1), ), 0, shared[1], )
      else:
        pass
      far = (self).projected$K(shared[2], y, torch.add(linear, 2), )
    else:
      far = memory[1]
    return [(self).stored$K((self).linear(y, torch.add(linear, 1), ), torch.add(before, start), shared[1], ), far]
  def projected$K(self: __torch__.M, angles: Tensor, y: Tensor, linear: int) -> Tensor:
    count = torch.size(angles, 0)
    all = torch.new_empty(y, [$HEADS, count, $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
    for i in range(torch.floordiv(torch.sub(torch.add(count, $ROWS), 1), $ROWS)):
      start = torch.mul(i, $ROWS)
      some = torch.slice(angles, 0, start, torch.add(start, $ROWS), 1)
      table = torch.type_as(torch.cat([torch.sin(some), torch.cos(some)], 1), y)
      each = torch.view((self).linear(torch.unsqueeze(table, 0), linear, ), [-1, $HEADS, $SIZE])
      _0 = torch.copy_(torch.slice(all, 1, start, torch.add(start, $ROWS), 1), torch.transpose(each, 0, 1), False)
    return all
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    rows = torch.size(y, 1)
    q = torch.view((self).linear(y, linear, ), [torch.size(y, 0), rows, $HEADS, $SIZE])
    k, v = (self).taken$K(memory[0], )
    near = torch.transpose(torch.add(q, torch.type_as((self.tensors)[tensor], q), alpha=1), 1, 2)
    far = torch.mul_(torch.add(q, torch.type_as((self.tensors)[torch.add(tensor, 1)], q), alpha=1), $SCALE)
    far = torch.permute(far, [2, 0, 1, 3])
    # What a query gives to keys of its own segment as well makes no difference.
    others = torch.new_empty(q, [0], dtype=None, layout=None, device=None, pin_memory=None)
    if torch.gt(torch.numel(shared[3]), 0):
      vectors = torch.type_as((self.tensors)[torch.add(tensor, 3)], q)
      apart = torch.mul(torch.sub(torch.select(vectors, 0, 1), torch.select(vectors, 0, 0), alpha=1), $SCALE)
      each = torch.mul(torch.add(q, torch.type_as((self.tensors)[torch.add(tensor, 2)], q), alpha=1), apart)
      others = torch.transpose(torch.sum(each, [3], True, dtype=None), 1, 2)
    else:
      pass
    keys = torch.size(k, 2)
    # Of these so many are remembered from before the text.
    before = torch.sub(torch.sub(torch.mul(keys, 2), torch.size(memory[1], 1)), 1)
    contexts = annotate(List[Tensor], [])
    chunks = torch.floordiv(torch.sub(torch.add(rows, $CHUNK), 1), $CHUNK)
    for i in range(chunks):
      first = torch.mul(i, $CHUNK)
      end = ops.prim.min(torch.add(first, $CHUNK), rows)
      at = torch.add(before, torch.add(start, first))
      added = (self).distant$K(torch.slice(far, 2, first, end, 1), memory[1], at, keys, )
      if torch.gt(torch.numel(others), 0):
        types = torch.slice(shared[3], 1, at, torch.sub(torch.add(at, end), first), 1)
        other = torch.ne(torch.unsqueeze(types, 2), torch.unsqueeze(shared[3], 1))
        added = torch.addcmul_(added, torch.slice(others, 2, first, end, 1), torch.type_as(torch.unsqueeze(other, 1), q), value=1)
      else:
        pass
      added = (self).shown$K(added, at, shared[0], )
      context = (self).masked$K(torch.slice(near, 2, first, end, 1), k, v, (self).spaced$K(added, ), )
      _0 = torch.append(contexts, torch.transpose(context, 1, 2))
    if torch.eq(chunks, 1):
      all = contexts[0]
    else:
      all = torch.cat(contexts, 1)
    return torch.flatten(all, 2, 3)
  def distant$K(self: __torch__.M, far: Tensor, distances: Tensor, at: int, keys: int) -> Tensor:
    # Scores by distance, b h r m+n. The keys of a query begin one place after those of the next: a view of what it gives
    # to all distances.
    batch = torch.size(far, 1)
    rows = torch.size(far, 2)
    wide = torch.sub(torch.add(keys, rows), 1)
    first = torch.sub(torch.sub(keys, at), rows)
    some = torch.slice(distances, 1, first, torch.add(first, wide), 1)
    all = torch.bmm(torch.reshape(far, [$HEADS, -1, $SIZE]), torch.transpose(some, 1, 2))
    area = torch.mul(rows, wide)
    return torch.as_strided(all, [batch, $HEADS, rows, keys], [area, torch.mul(batch, area), torch.sub(wide, 1), 1], torch.sub(rows, 1))
  def shown$K(self: __torch__.M, added: Tensor, at: int, visible: Tensor) -> Tensor:
    # In place. A position always sees itself.
    places = torch.arange(0, torch.size(added, 3), dtype=4, layout=None, device=ops.prim.device(added), pin_memory=None)
    own = torch.unsqueeze(torch.slice(places, 0, at, torch.add(at, torch.size(added, 2)), 1), 1)
    if torch.gt(torch.numel(visible), 0):
      hidden = torch.__and__(torch.unsqueeze(torch.eq(visible, 0), 1), torch.ne(places, own))
      added = torch.masked_fill_(added, torch.unsqueeze(hidden, 1), $HIDDEN)
    else:
      pass
    if $CAUSAL:
      added = torch.masked_fill_(added, torch.gt(places, own), $HIDDEN)
    else:
      pass
    return added
