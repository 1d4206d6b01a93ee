  # Linear layers: 0 query, 1 key, 2 value. Tensors: weights and biases of global queries, keys and values.
  # Shared: bias of each chunk, visible rows, positions of global tokens, angles.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, given: Tensor) -> List[Tensor]:
    if $GLOBAL_TOKENS:
      globals = given
    else:
      globals = torch.slice(given, 1, 0, 0, 1)
    batch = torch.size(x, 0)
    length = torch.size(x, 1)
    device = ops.prim.device(x)
    chunks = torch.floordiv(torch.sub(torch.add(length, $CHUNK), 1), $CHUNK)
    gap = torch.sub(torch.mul(chunks, $CHUNK), length)
    q_position = torch.unsqueeze(torch.arange(0, $CHUNK, dtype=4, layout=None, device=device, pin_memory=None), 1)
    k_position = torch.unsqueeze(torch.arange(-$RADIUS, $CHUNK + $RADIUS, dtype=4, layout=None, device=device, pin_memory=None), 0)
    ahead = torch.sub(k_position, q_position, alpha=1)
    outside = torch.__or__(torch.lt(ahead, -$RADIUS), torch.gt(ahead, $RADIUS))
    shown = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    if torch.gt(torch.numel(visible), 0):
      shown = torch.type_as(visible, x)
      seen = torch.ne(visible, 0)
    else:
      seen = torch.new_ones(x, [1, length], dtype=11, layout=None, device=None, pin_memory=None)
    slots = torch.size(globals, -1)
    far = torch.floordiv(torch.add(slots, 7), 8)
    far = torch.mul(far, 8)
    if torch.gt(slots, 0):
      marked = torch.new_zeros(x, [batch, torch.add(length, 1)], dtype=11, layout=None, device=None, pin_memory=None)
      marked = torch.slice(torch.scatter(marked, 1, globals, True), 1, 0, length, 1)
      seen = torch.__and__(seen, torch.logical_not(marked))
    else:
      pass
    padded = torch.constant_pad_nd(seen, [$RADIUS, torch.add(gap, $RADIUS)], False)
    near = torch.unsqueeze(torch.flatten(torch.unfold(padded, 1, $CHUNK + 2 * $RADIUS, $CHUNK), 0, 1), 1)
    hidden = torch.__or__(torch.logical_not(near), outside)
    if torch.gt(slots, 0):
      empty = torch.constant_pad_nd(torch.ge(globals, length), [0, torch.sub(far, slots)], True)
      empty = torch.expand(torch.unsqueeze(torch.unsqueeze(empty, 1), 1), [-1, chunks, $CHUNK, -1], implicit=False)
      hidden = torch.cat([torch.reshape(empty, [torch.mul(batch, chunks), $CHUNK, far]), torch.expand(hidden, [torch.mul(batch, chunks), -1, -1], implicit=False)], 2)
    else:
      pass
    bias = torch.masked_fill(torch.new_zeros(x, torch.size(hidden), dtype=None, layout=None, device=None, pin_memory=None), hidden, $HIDDEN)
    if torch.ne(torch.size(bias, 0), torch.mul(batch, chunks)):
      bias = torch.repeat(bias, [batch, 1, 1])
    else:
      pass
    angles = (self).angles$K(x, )
    return [torch.unsqueeze(bias, 1), shown, globals, torch.cos(angles), torch.sin(angles)]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    k = (self).linear(y, torch.add(linear, 1), )
    v = (self).linear(y, torch.add(linear, 2), )
    if $ROTARY:
      k = torch.flatten((self).placed$K(k, shared, ), 2, 3)
    else:
      pass
    kept = [(self).windows$K(k, ), (self).windows$K(v, )]
    if torch.gt(torch.numel(shared[2]), 0):
      globals = (self).global$K(x, linear, tensor, shared, )
      chunks = torch.floordiv(torch.size(kept[0], 0), torch.size(y, 0))
      k1 = torch.cat([(self).repeated$K(torch.transpose(globals[0], 2, 3), chunks, ), kept[0]], 2)
      v1 = torch.cat([(self).repeated$K(globals[1], chunks, ), kept[1]], 2)
      kept = [k1, v1, globals[2]]
    else:
      pass
    return kept
  def repeated$K(self: __torch__.M, x: Tensor, chunks: int) -> Tensor:
    # (b h g d) to (b * chunks) h g' d, g' a multiple of 8.
    far = torch.constant_pad_nd(x, [0, 0, 0, torch.remainder(torch.neg(torch.size(x, 2)), 8)], 0)
    return torch.flatten(torch.expand(torch.unsqueeze(far, 1), [-1, chunks, -1, -1, -1], implicit=False), 0, 1)
  def windows$K(self: __torch__.M, x: Tensor) -> Tensor:
    # A view: (b n hd) to (b * chunks) h m d.
    length = torch.size(x, 1)
    gap = torch.remainder(torch.neg(length), $CHUNK)
    padded = torch.constant_pad_nd(x, [0, 0, $RADIUS, torch.add(gap, $RADIUS)], 0)
    windows = torch.flatten(torch.unfold(padded, 1, $CHUNK + 2 * $RADIUS, $CHUNK), 0, 1)
    return torch.transpose(torch.view(windows, [torch.size(windows, 0), $HEADS, $SIZE, $CHUNK + 2 * $RADIUS]), 2, 3)
  def placed$K(self: __torch__.M, projected: Tensor, shared: List[Tensor]) -> Tensor:
    rows = torch.size(projected, 1)
    x = torch.view(projected, [torch.size(projected, 0), rows, $HEADS, $SIZE])
    if $ROTARY:
      x = (self).turn$K(x, torch.slice(shared[3], 0, 0, rows, 1), torch.slice(shared[4], 0, 0, rows, 1), )
    else:
      pass
    return x
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    batch = torch.size(y, 0)
    rows = torch.size(y, 1)
    gap = torch.remainder(torch.neg(rows), $CHUNK)
    q = (self).placed$K((self).linear(y, linear, ), shared, )
    if torch.gt(gap, 0):
      q = torch.constant_pad_nd(q, [0, 0, 0, 0, 0, gap], 0)
    else:
      pass
    q = torch.transpose(torch.view(q, [-1, $CHUNK, $HEADS, $SIZE]), 1, 2)
    k = memory[0]
    v = memory[1]
    bias = shared[0]
    if torch.ne(torch.size(q, 0), torch.size(k, 0)):
      # Only the first rows are wanted.
      step = torch.floordiv(torch.size(k, 0), batch)
      k = torch.slice(k, 0, 0, 9223372036854775807, step)
      v = torch.slice(v, 0, 0, 9223372036854775807, step)
      bias = torch.slice(bias, 0, 0, 9223372036854775807, step)
    else:
      pass
    wide = torch.expand(bias, [-1, $HEADS, -1, -1], implicit=False)
    context = torch.scaled_dot_product_attention(q, k, v, wide, $DROPOUT, False, scale=None, enable_gqa=False)
    contexts = torch.slice(torch.reshape(torch.transpose(context, 1, 2), [batch, -1, $HEADS * $SIZE]), 1, 0, rows, 1)
    if torch.gt(torch.numel(shared[1]), 0):
      contexts = torch.mul(contexts, torch.unsqueeze(torch.slice(shared[1], 1, 0, rows, 1), 2))
    else:
      pass
    if torch.gt(torch.numel(shared[2]), 0):
      contexts = (self).replaced$K(contexts, 0, memory[2], shared[2], )
    else:
      pass
    return contexts
