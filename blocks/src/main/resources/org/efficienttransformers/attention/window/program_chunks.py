  # Windows as chunks of queries with a mask: what masks keys, has gradients, or isn't in 16 bits.
  def chunked$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> Tensor:
    # The bias of each chunk: (b * chunks) 1 c m.
    batch = torch.size(x, 0)
    length = torch.size(x, 1)
    device = ops.prim.device(x)
    chunks = torch.floordiv(torch.sub(torch.add(length, $CHUNK), 1), $CHUNK)
    gap = torch.sub(torch.mul(chunks, $CHUNK), length)
    q_position = torch.unsqueeze(torch.arange(0, $CHUNK, dtype=4, layout=None, device=device, pin_memory=None), 1)
    k_position = torch.unsqueeze(torch.arange(-$RADIUS, $CHUNK + $RADIUS, dtype=4, layout=None, device=device, pin_memory=None), 0)
    ahead = torch.sub(k_position, q_position, alpha=1)
    outside = torch.__or__(torch.lt(ahead, -$RADIUS), torch.gt(ahead, $RADIUS))
    if torch.gt(torch.numel(visible), 0):
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
    width = torch.size(bias, 2)
    if torch.gt(torch.remainder(width, 8), 0):
      # The kernel wants rows at multiples of 16 bytes.
      bias = torch.slice(torch.constant_pad_nd(bias, [0, torch.remainder(torch.neg(width), 8)], 0), 2, 0, width, 1)
    else:
      pass
    return torch.unsqueeze(bias, 1)
  def chunks$K(self: __torch__.M, k: Tensor, v: Tensor, globals: List[Tensor]) -> List[Tensor]:
    kept = [(self).windows$K(k, ), (self).windows$K(v, )]
    if torch.gt(torch.len(globals), 0):
      chunks = torch.floordiv(torch.size(kept[0], 0), torch.size(k, 0))
      k1 = torch.cat([(self).repeated$K(torch.transpose(globals[0], 2, 3), chunks, ), kept[0]], 2)
      v1 = torch.cat([(self).repeated$K(globals[1], chunks, ), kept[1]], 2)
      kept = [k1, v1]
    else:
      pass
    return kept
  def repeated$K(self: __torch__.M, x: Tensor, chunks: int) -> Tensor:
    # (b h g d) to (b * chunks) h g' d, g' a multiple of 8.
    far = torch.constant_pad_nd(x, [0, 0, 0, torch.remainder(torch.neg(torch.size(x, 2)), 8)], 0)
    return torch.flatten(torch.expand(torch.unsqueeze(far, 1), [-1, chunks, -1, -1, -1], implicit=False), 0, 1)
  def windows$K(self: __torch__.M, x: Tensor) -> Tensor:
    # A view: (b h n d) to (b * chunks) h m d.
    length = torch.size(x, 2)
    gap = torch.remainder(torch.neg(length), $CHUNK)
    padded = torch.constant_pad_nd(torch.flatten(torch.transpose(x, 1, 2), 2, 3), [0, 0, $RADIUS, torch.add(gap, $RADIUS)], 0)
    # Kernels want the channels of a head side by side, in copies too, which batches need.
    windows = torch.transpose(torch.unfold(padded, 1, $CHUNK + 2 * $RADIUS, $CHUNK), 2, 3)
    windows = torch.flatten(windows, 0, 1)
    return torch.transpose(torch.view(windows, [torch.size(windows, 0), $CHUNK + 2 * $RADIUS, $HEADS, $SIZE]), 1, 2)
  def inChunks$K(self: __torch__.M, q: Tensor, keys: Tensor, values: Tensor, biases: Tensor) -> Tensor:
    # (b r h d) to the same.
    batch = torch.size(q, 0)
    rows = torch.size(q, 1)
    gap = torch.remainder(torch.neg(rows), $CHUNK)
    padded = q
    if torch.gt(gap, 0):
      padded = torch.constant_pad_nd(q, [0, 0, 0, 0, 0, gap], 0)
    else:
      pass
    padded = torch.transpose(torch.view(padded, [-1, $CHUNK, $HEADS, $SIZE]), 1, 2)
    k = keys
    v = values
    bias = biases
    if torch.ne(torch.size(padded, 0), torch.size(k, 0)):
      # Only the first rows are wanted.
      step = torch.floordiv(torch.size(k, 0), batch)
      k = torch.slice(k, 0, 0, 9223372036854775807, step)
      v = torch.slice(v, 0, 0, 9223372036854775807, step)
      bias = torch.slice(bias, 0, 0, 9223372036854775807, step)
    else:
      pass
    wide = torch.expand(bias, [-1, $HEADS, -1, -1], implicit=False)
    short = torch.lt(torch.mul(torch.size(padded, 0), $CHUNK), $LONG)
    if torch.__and__(short, torch.__not__($GRADIENTS)):
      context, _0, _1, _2, = torch._scaled_dot_product_efficient_attention(padded, k, v, wide, $GRADIENTS, $DROPOUT, False, scale=None)
    else:
      context = torch.scaled_dot_product_attention(padded, k, v, wide, $DROPOUT, False, scale=None, enable_gqa=False)
    contexts = torch.reshape(torch.transpose(context, 1, 2), [batch, -1, $HEADS, $SIZE])
    return torch.slice(contexts, 1, 0, rows, 1)
