  # Linear layers: 0 query, key and value. Shared: mask of all keys, visible rows; if blocks are sparse, biases of each
  # block row's neighbours and of first and last block, or where each row's keys lie; then the blocks that the layer sees.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    length = torch.size(x, 1)
    none = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    shown = none
    near = none
    far = none
    places = annotate(List[Tensor], [])
    if torch.__and__((self).isPacked$K(visible, ), torch.gt(length, $LIMIT)):
      mask = none
      places = (self).places$K(x, )
    elif torch.gt(length, $LIMIT):
      mask = (self).row$K(x, visible, $BLOCK, )
      if torch.gt(torch.numel(visible), 0):
        shown = torch.type_as(visible, x)
      else:
        pass
      row = mask
      if torch.eq(torch.numel(mask), 0):
        row = torch.new_zeros(x, [1, length], dtype=None, layout=None, device=None, pin_memory=None)
      else:
        pass
      near = torch.contiguous(torch.squeeze((self).around$K(torch.unsqueeze(row, 2), ), 3), memory_format=0)
      edges = torch.view(near, [torch.size(near, 0), torch.size(near, 1), 3, $BLOCK])
      # Each block once: the first and the last aren't seen as neighbours as well.
      _0 = torch.fill_(torch.select(torch.select(edges, 1, 0), 1, 0), $HIDDEN)
      _1 = torch.fill_(torch.select(torch.select(edges, 1, -1), 1, 2), $HIDDEN)
      near = (self).aligned$K(near, )
      first = torch.add(torch.slice(row, 1, 0, $BLOCK, 1), $MORE, alpha=1)
      last = torch.slice(row, 1, torch.sub(torch.size(row, 1), $BLOCK), torch.size(row, 1), 1)
      far = (self).aligned$K(torch.cat([first, last], 1), )
    else:
      mask = (self).row$K(x, visible, 1, )
    if torch.gt(torch.numel(mask), 0):
      mask = torch.unsqueeze(torch.unsqueeze(mask, 1), 1)
    else:
      pass
    return torch.add([mask, shown, near, far], places)
  def aligned$K(self: __torch__.M, bias: Tensor) -> Tensor:
    # Rows at whole 16 bytes.
    size = torch.size(bias, -1)
    padded = torch.constant_pad_nd(bias, [0, torch.remainder(torch.neg(size), 8)], 0)
    return torch.slice(padded, -1, 0, size, 1)
  def around$K(self: __torch__.M, x: Tensor) -> Tensor:
    # A view: (b n e) to three blocks around each block row, b (n / k - 2) 3k e.
    return torch.transpose(torch.unfold(x, 1, 3 * $BLOCK, $BLOCK), 2, 3)
  def ends$K(self: __torch__.M, x: Tensor) -> Tensor:
    # (b n e) to its first and last block, b 2k e.
    length = torch.size(x, 1)
    return torch.cat([torch.slice(x, 1, 0, $BLOCK, 1), torch.slice(x, 1, torch.sub(length, $BLOCK), length, 1)], 1)
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    all = (self).linear(y, linear, )
    length = torch.size(x, 1)
    projected = torch.slice(all, 1, 0, length, 1)
    gap = torch.remainder(torch.neg(length), $BLOCK)
    if torch.__and__(torch.gt(torch.numel(shared[2]), 0), torch.gt(gap, 0)):
      projected = torch.constant_pad_nd(projected, [0, 0, 0, gap], 0)
    else:
      pass
    q, k, v, = torch.chunk(projected, 3, 2)
    return [k, v, q, projected, torch.slice(torch.slice(all, 1, length, torch.size(y, 1), 1), 2, 0, $HEADS * $SIZE, 1)]
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    batch = torch.size(y, 0)
    rows = ops.prim.min(torch.size(y, 1), torch.size(memory[2], 1))
    q = torch.view(torch.slice(memory[2], 1, 0, rows, 1), [batch, rows, $HEADS, $SIZE])
    # Rows that mean nothing, which there may be after the text.
    left = torch.slice(memory[4], 1, 0, torch.sub(torch.size(y, 1), rows), 1)
    left = torch.view(left, [batch, -1, $HEADS, $SIZE])
    keys = torch.view(memory[0], [batch, -1, $HEADS, $SIZE])
    values = torch.view(memory[1], [batch, -1, $HEADS, $SIZE])
    # Of a long text either all rows are wanted, or only the first.
    packed = torch.gt(torch.len(shared), 5)
    whole = torch.__and__(torch.eq(torch.numel(shared[2]), 0), torch.__not__(packed))
    if torch.__or__(whole, torch.eq(rows, 1)):
      contexts = (self).whole$K(q, keys, values, shared[0], )
      if torch.gt(torch.size(left, 1), 0):
        contexts = torch.cat([contexts, left], 1)
      else:
        pass
    else:
      last = torch.mul(torch.floordiv(torch.sub(rows, 1), $BLOCK), $BLOCK)
      ends = torch.cat([torch.slice(q, 1, 0, $BLOCK, 1), torch.slice(q, 1, last, rows, 1)], 1)
      ends0 = (self).whole$K(ends, keys, values, shared[0], )
      if packed:
        context = torch.slice((self).packed$K(memory[3], shared, ), 1, $BLOCK, last, 1)
      else:
        inner = torch.reshape(torch.slice(q, 1, $BLOCK, last, 1), [-1, $BLOCK, $HEADS, $SIZE])
        context = torch.reshape((self).sparse$K(inner, memory, shared, ), [batch, -1, $HEADS, $SIZE])
      contexts = torch.cat([torch.slice(ends0, 1, 0, $BLOCK, 1), context, torch.slice(ends0, 1, $BLOCK, torch.size(ends0, 1), 1), left], 1)
    joined = torch.reshape(contexts, [batch, torch.size(y, 1), $HEADS * $SIZE])
    if torch.gt(torch.numel(shared[1]), 0):
      joined = torch.mul(joined, torch.unsqueeze(torch.slice(shared[1], 1, 0, rows, 1), 2))
    else:
      pass
    return joined
  def byHead$K(self: __torch__.M, x: Tensor) -> Tensor:
    # (b m hd) to b h m d.
    return torch.transpose(torch.view(x, [torch.size(x, 0), torch.size(x, 1), $HEADS, $SIZE]), 1, 2)
  def sparse$K(self: __torch__.M, q: Tensor, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    # (b * block rows) k h d to the same.
    batch = torch.size(memory[0], 0)
    all = torch.size(q, 0)
    rows = torch.floordiv(all, batch)
    near = torch.expand(torch.unsqueeze(torch.unsqueeze(shared[2], 2), 2), [batch, -1, $HEADS, $BLOCK, -1], implicit=False)
    near = torch.flatten(near, 0, 1)
    k0 = torch.flatten((self).around$K(memory[0], ), 0, 1)
    v0 = torch.flatten((self).around$K(memory[1], ), 0, 1)
    k1 = (self).ends$K(memory[0], )
    v1 = (self).ends$K(memory[1], )
    q0 = torch.transpose(q, 1, 2)
    if torch.__and__($ALIGNED, torch.__not__($DRAWN)):
      # All see the same far blocks.
      far = torch.expand(torch.unsqueeze(torch.unsqueeze(shared[3], 1), 1), [batch, $HEADS, torch.mul(rows, $BLOCK), -1], implicit=False)
      q1 = torch.transpose(torch.view(q, [batch, -1, $HEADS, $SIZE]), 1, 2)
    else:
      far = torch.expand(torch.unsqueeze(torch.unsqueeze(torch.unsqueeze(shared[3], 1), 1), 1), [batch, rows, $HEADS, 1, -1], implicit=False)
      k1 = torch.flatten(torch.expand(torch.unsqueeze(k1, 1), [-1, rows, -1, -1], implicit=False), 0, 1)
      v1 = torch.flatten(torch.expand(torch.unsqueeze(v1, 1), [-1, rows, -1, -1], implicit=False), 0, 1)
      if $DRAWN:
        drawn = torch.slice(torch.view(torch.select(shared[4], 0, 0), [$HEADS, rows, 5 + $RANDOM]), 2, 2, 2 + $RANDOM, 1)
        drawn = torch.remainder(drawn, torch.add(rows, 2))
        tokens = (self).tokens$K(torch.flatten(torch.permute(drawn, [1, 2, 0]), 0, 1), )
        heads = torch.arange(0, $HEADS, dtype=4, layout=None, device=ops.prim.device(q), pin_memory=None)
        places = torch.flatten(torch.add(torch.mul(tokens, $HEADS), heads, alpha=1), 0, -1)
        k2 = torch.index_select(torch.reshape(memory[0], [batch, -1, $SIZE]), 1, places)
        k1 = torch.cat([k1, torch.view(k2, [all, -1, $HEADS * $SIZE])], 1)
        v2 = torch.index_select(torch.reshape(memory[1], [batch, -1, $SIZE]), 1, places)
        v1 = torch.cat([v1, torch.view(v2, [all, -1, $HEADS * $SIZE])], 1)
        if torch.gt(torch.numel(shared[0]), 0):
          masks = torch.index_select(torch.flatten(shared[0], 1, -1), 1, torch.flatten(tokens, 0, -1))
          masks = torch.unsqueeze(torch.transpose(torch.view(masks, [-1, rows, torch.floordiv(torch.size(tokens, 0), rows), $HEADS]), 2, 3), 3)
        else:
          masks = torch.new_zeros(q, [1, rows, 1, 1, torch.floordiv(torch.size(tokens, 0), rows)], dtype=None, layout=None, device=None, pin_memory=None)
        far = torch.cat([far, torch.expand(masks, [batch, -1, $HEADS, -1, -1], implicit=False)], 4)
      else:
        pass
      far = torch.expand((self).aligned$K(torch.flatten(far, 0, 1), ), [-1, -1, $BLOCK, -1], implicit=False)
      q1 = q0
    if $ALIGNED:
      context, sums, _0, _1, = torch._scaled_dot_product_efficient_attention(q0, (self).byHead$K(k0, ), (self).byHead$K(v0, ), near, True, 0., False, scale=None)
      beyond, far_sums, _2, _3, = torch._scaled_dot_product_efficient_attention(q1, (self).byHead$K(k1, ), (self).byHead$K(v1, ), far, True, 0., False, scale=None)
      near_sum = torch.transpose(torch.slice(sums, 2, 0, $BLOCK, 1), 1, 2)
      far_sum = torch.transpose(torch.slice(far_sums, 2, 0, torch.size(q1, 2), 1), 1, 2)
      share = torch.sigmoid(torch.sub(near_sum, torch.reshape(far_sum, [all, $BLOCK, $HEADS]), alpha=1))
      beyond = torch.reshape(torch.transpose(beyond, 1, 2), [all, $BLOCK, $HEADS, $SIZE])
      context = torch.lerp(beyond, torch.transpose(context, 1, 2), torch.unsqueeze(torch.type_as(share, q), 3))
    else:
      k = (self).byHead$K(torch.cat([k0, k1], 1), )
      v = (self).byHead$K(torch.cat([v0, v1], 1), )
      context = torch.transpose((self).masked$K(q0, k, v, torch.cat([near, far], 3), ), 1, 2)
    return context
