  # Queries, keys and values are one linear layer. Table: of each head and block row the blocks that it sees, their places
  # among those of all heads, and how often each counts, 3 h rows s; empty for a short text, in which everything sees
  # everything. Shared: what is added to the scores of each key, 0 or next to minus infinity, b n, and the visible rows.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    hidden = torch.new_zeros(x, [torch.size(x, 0), torch.size(x, 1)], dtype=None, layout=None, device=None, pin_memory=None)
    if torch.gt(torch.numel(visible), 0):
      hidden = torch.masked_fill(hidden, torch.eq(visible, 0), $HIDDEN)
    else:
      pass
    return [hidden, torch.type_as(visible, x)]
  def turned$K(self: __torch__.M, projected: Tensor, shared: List[Tensor], back: bool) -> Tensor:
    return projected
  def prepared$K(self: __torch__.M, table: Tensor) -> List[Tensor]:
    # The blocks and their places, each h (rows * s), and what is added to the scores of their keys, h rows (s * k). If each
    # counts once or not at all, then the rows of heads.
    prepared = annotate(List[Tensor], [])
    if torch.gt(torch.numel(table), 0):
      # A slot that counts for nothing adds the logarithm of 0, cut off where 16 bits end.
      masks = torch.to(torch.clamp_min(torch.log(torch.select(table, 0, 2)), $HIDDEN), $TYPE, False, False, None)
      masks = torch.flatten(torch.expand(torch.unsqueeze(masks, 3), [-1, -1, -1, $BLOCK], implicit=False), 2, 3)
      prepared = [torch.contiguous(torch.flatten(torch.select(table, 0, 0), 1, 2), memory_format=0), torch.contiguous(torch.flatten(torch.select(table, 0, 1), 1, 2), memory_format=0), masks]
      if torch.le(int(torch.item(torch.max(torch.select(table, 0, 2)))), 1):
        # Of all heads, and of each quarter of them.
        prepared = torch.add(prepared, (self).rows$K(table, 0, $HEADS, ))
        some = torch.floordiv($HEADS + 3, 4)
        for i in range(torch.floordiv(torch.sub(torch.add($HEADS, some), 1), some)):
          first = torch.mul(i, some)
          prepared = torch.add(prepared, (self).rows$K(table, first, torch.add(first, some), ))
      else:
        pass
    else:
      prepared = [table]
    return prepared
  def rows$K(self: __torch__.M, table: Tensor, first: int, end: int) -> List[Tensor]:
    # The places of blocks that count, row after row of each of some heads, and where the keys of each row begin,
    # h * (n / k) + 1.
    some = torch.slice(table, 1, first, end, 1)
    blocks = torch.add(torch.size(table, 2), 2)
    few = torch.sub(blocks, torch.size(table, 3))
    all = torch.arange(torch.mul(torch.size(some, 1), blocks), dtype=4, layout=None, device=ops.prim.device(table), pin_memory=None)
    all = torch.unsqueeze(torch.view(all, [torch.size(some, 1), blocks]), 1)
    inner = torch.sub(torch.select(some, 0, 1), torch.mul(first, blocks), alpha=1)
    places = torch.cat([all, torch.constant_pad_nd(inner, [0, few], 0), all], 1)
    seen = torch.constant_pad_nd(torch.gt(torch.select(some, 0, 2), 0), [0, few], False)
    seen = torch.constant_pad_nd(seen, [0, 0, 1, 1], True)
    counts = torch.flatten(torch.sum(seen, [2], False, dtype=None), 0, -1)
    ends = torch.constant_pad_nd(torch.mul(torch.cumsum(counts, 0, dtype=None), $BLOCK), [1, 0], 0)
    return [torch.masked_select(places, seen), torch.to(ends, 3, False, False, None)]
  # By PyTorch's flash kernel, each block row of each head a text of its own, whose keys lie side by side in a copy; the
  # first and the last, which see all, too.
  def hasFlash$K(self: __torch__.M, x: Tensor, table: List[Tensor]) -> bool:
    return torch.__and__(torch.__and__($ALIGNED, torch.gt(torch.len(table), 3)), torch.eq(torch.remainder(torch.size(x, 1), $BLOCK), 0))
  def flash$K(self: __torch__.M, projected: Tensor, shared: List[Tensor], table: List[Tensor]) -> List[Tensor]:
    batch = torch.size(projected, 0)
    length = torch.size(projected, 1)
    packed = (self).packed$K(torch.view(projected, [batch, length, 3, $HEADS, $SIZE]), table[3], table[4], )
    context = torch.reshape(torch.transpose(torch.view(packed[0], [batch, $HEADS, length, $SIZE]), 1, 2), [batch, length, $HEADS * $SIZE])
    return torch.add([context], packed)
  def flashBack$K(self: __torch__.M, kept: List[Tensor], gradient: Tensor, shared: List[Tensor], table: List[Tensor]) -> Tensor:
    batch = torch.size(gradient, 0)
    length = torch.size(gradient, 1)
    above = torch.view(gradient, [batch, length, $HEADS, $SIZE])
    below = (self).packedBack$K(torch.slice(kept, 3, 9223372036854775807, 1), above, table[3], table[4], )
    return torch.reshape(below, [batch, length, -1])
  def packed$K(self: __torch__.M, all: Tensor, places: Tensor, ends: Tensor) -> List[Tensor]:
    # Of some heads, b n 3 h d: the context (b * h * n) 1 d, what its gradients need, and queries, keys and values as texts.
    heads = torch.mul(torch.size(all, 0), torch.size(all, 3))
    three = torch.contiguous(torch.permute(all, [2, 0, 3, 1, 4]), memory_format=0)
    q, k, v, = torch.unbind(torch.view(three, [3, -1, $BLOCK * $SIZE]), 0)
    places0, queries, keys, = (self).texts$K(torch.size(all, 0), torch.size(all, 1), heads, places, ends, )
    q = torch.view(q, [-1, 1, $SIZE])
    k = torch.view(torch.index_select(k, 0, places0), [-1, 1, $SIZE])
    v = torch.view(torch.index_select(v, 0, places0), [-1, 1, $SIZE])
    context, sums, seed, offset, _0, = torch._flash_attention_forward(q, k, v, queries, keys, $BLOCK, torch.size(all, 1), $DROPOUT, False, False, scale=None, window_size_left=None, window_size_right=None)
    return [context, sums, seed, offset, q, k, v]
  def packedBack$K(self: __torch__.M, packed: List[Tensor], above: Tensor, places: Tensor, ends: Tensor) -> Tensor:
    # From the gradient of the context, b n h d, to that of all, b n 3 h d.
    batch = torch.size(above, 0)
    length = torch.size(above, 1)
    heads = torch.size(above, 2)
    gradient = torch.view(torch.contiguous(torch.transpose(above, 1, 2), memory_format=0), [-1, 1, $SIZE])
    places0, queries, keys, = (self).texts$K(batch, length, torch.mul(batch, heads), places, ends, )
    below = torch._flash_attention_backward(gradient, packed[4], packed[5], packed[6], packed[0], packed[1], queries, keys, $BLOCK, length, $DROPOUT, False, packed[2], packed[3], scale=None, window_size_left=None, window_size_right=None)
    q, k, v, = below
    both = torch.new_zeros(k, [2, torch.floordiv(torch.numel(q), $BLOCK * $SIZE), $BLOCK * $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
    _0 = torch.index_add_(torch.select(both, 0, 0), 0, places0, torch.view(k, [-1, $BLOCK * $SIZE]), alpha=1)
    _1 = torch.index_add_(torch.select(both, 0, 1), 0, places0, torch.view(v, [-1, $BLOCK * $SIZE]), alpha=1)
    three = torch.cat([torch.view(q, [1, batch, heads, length, $SIZE]), torch.view(both, [2, batch, heads, length, $SIZE])], 0)
    return torch.permute(three, [1, 3, 0, 2, 4])
  def texts$K(self: __torch__.M, batch: int, length: int, heads: int, places: Tensor, ends: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    # Of all texts: the places of blocks of keys, and where the queries and the keys of each row begin.
    rows = torch.mul(heads, torch.floordiv(length, $BLOCK))
    places0 = places
    keys = ends
    if torch.gt(batch, 1):
      texts = torch.unsqueeze(torch.arange(batch, dtype=4, layout=None, device=ops.prim.device(places), pin_memory=None), 1)
      more = torch.mul(texts, torch.mul(torch.numel(places), $BLOCK))
      starts = torch.flatten(torch.add(torch.slice(ends, 0, 1, 9223372036854775807, 1), more, alpha=1), 0, -1)
      keys = torch.to(torch.constant_pad_nd(starts, [1, 0], 0), 3, False, False, None)
      places0 = torch.flatten(torch.add(places, torch.mul(texts, torch.floordiv(rows, batch)), alpha=1), 0, -1)
    else:
      pass
    queries = torch.arange(0, torch.add(torch.mul(rows, $BLOCK), 1), $BLOCK, dtype=3, layout=None, device=ops.prim.device(places), pin_memory=None)
    return (places0, queries, keys)
  def context$K(self: __torch__.M, x: Tensor, projected: Tensor, tensor: int, shared: List[Tensor], table: List[Tensor]) -> Tensor:
    all = torch.view(projected, [torch.size(x, 0), torch.size(x, 1), 3, $HEADS, $SIZE])
    whole = torch.__or__(torch.lt($HEADS, 2), torch.__not__((self).again$K()))
    if torch.__or__(ops.prim.requires_grad(projected), whole):
      contexts = (self).ofHeads$K(all, 0, shared, table, )
    else:
      # Without a graph, the keys and values that are gathered go after each half of the heads.
      half = torch.floordiv($HEADS, 2)
      some = (self).ofHeads$K(torch.slice(all, 3, 0, half, 1), 0, shared, table, )
      contexts = torch.cat([some, (self).ofHeads$K(torch.slice(all, 3, half, $HEADS, 1), half, shared, table, )], 2)
    return torch.reshape(contexts, [torch.size(x, 0), torch.size(x, 1), $HEADS * $SIZE])
  # The keys and values that are gathered are many times those that there are: with checkpoints the graph is made of few
  # heads at a time. What is dropped then can't be drawn again.
  def again$K(self: __torch__.M) -> bool:
    return torch.eq($DROPOUT, 0.)
  def contextBack$K(self: __torch__.M, projected: Tensor, gradient: Tensor, shared: List[Tensor], table: List[Tensor]) -> Tensor:
    size = [torch.size(projected, 0), torch.size(projected, 1), 3, $HEADS, $SIZE]
    all = torch.view(torch.detach(projected), size)
    above = torch.view(gradient, [torch.size(projected, 0), torch.size(projected, 1), $HEADS, $SIZE])
    below = torch.empty_like(all, dtype=None, layout=None, device=None, pin_memory=None, memory_format=None)
    flash = torch.__and__(torch.__and__($HALF, (self).hasFlash$K(projected, table, )), torch.eq(torch.numel(shared[1]), 0))
    parts = 6
    if flash:
      parts = 4
    else:
      pass
    some = torch.floordiv(torch.sub(torch.add($HEADS, parts), 1), parts)
    for i in range(torch.floordiv(torch.sub(torch.add($HEADS, some), 1), some)):
      first = torch.mul(i, some)
      end = torch.add(first, some)
      gradients = torch.slice(above, 2, first, end, 1)
      leaf = torch.detach(torch.slice(all, 3, first, end, 1))
      if flash:
        places = table[torch.add(5, torch.mul(i, 2))]
        ends = table[torch.add(6, torch.mul(i, 2))]
        found = (self).packedBack$K((self).packed$K(leaf, places, ends, ), gradients, places, ends, )
      else:
        _0 = torch.requires_grad_(leaf, True)
        context = (self).ofHeads$K(leaf, first, shared, table, )
        one = torch.grad([context], [leaf], annotate(Optional[List[Optional[Tensor]]], [gradients]), None, False, False)
        found = unchecked_cast(Tensor, one[0])
      _1 = torch.copy_(torch.slice(below, 3, first, end, 1), found, False)
    return torch.view(below, torch.size(projected))
  def ofHeads$K(self: __torch__.M, all: Tensor, first: int, shared: List[Tensor], table: List[Tensor]) -> Tensor:
    # Queries, keys and values of some heads, b n 3 h d, to their contexts, b n h d.
    batch = torch.size(all, 0)
    length = torch.size(all, 1)
    heads = torch.size(all, 3)
    seen = torch.gt(torch.numel(shared[1]), 0)
    if torch.eq(torch.numel(table[0]), 0):
      q, k, v, = torch.unbind(all, 2)
      contexts = torch.transpose((self).all$K(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), shared[0], ), 1, 2)
    else:
      gap = torch.remainder(torch.neg(length), $BLOCK)
      hidden = shared[0]
      padded = all
      if torch.gt(gap, 0):
        padded = torch.constant_pad_nd(all, [0, 0, 0, 0, 0, 0, 0, gap], 0)
        hidden = torch.constant_pad_nd(hidden, [0, gap], $HIDDEN)
      else:
        pass
      lists = annotate(List[Tensor], [])
      for i in range(3):
        _0 = torch.append(lists, torch.slice(table[i], 0, first, torch.add(first, heads), 1))
      blocks = torch.floordiv(torch.add(length, gap), $BLOCK)
      places = torch.flatten(lists[1], 0, -1)
      if torch.gt(first, 0):
        places = torch.sub(places, torch.mul(first, blocks), alpha=1)
      else:
        pass
      contexts = (self).sparse$K(padded, hidden, lists[0], places, lists[2], torch.__or__(torch.gt(gap, 0), seen), )
      if torch.gt(gap, 0):
        contexts = torch.slice(contexts, 1, 0, length, 1)
      else:
        pass
      if seen:
        contexts = torch.mul(contexts, torch.unsqueeze(torch.unsqueeze(shared[1], 2), 3))
      else:
        pass
    return contexts
  def all$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, hidden: Tensor) -> Tensor:
    length = torch.size(hidden, 1)
    # The kernel wants rows of masks at multiples of 16 bytes.
    row = torch.slice(torch.constant_pad_nd(hidden, [0, torch.remainder(torch.neg(length), 8)], 0), 1, 0, length, 1)
    bias = torch.expand(torch.unsqueeze(torch.unsqueeze(row, 1), 1), [-1, torch.size(q, 1), torch.size(q, 2), -1], implicit=False)
    return torch.scaled_dot_product_attention(q, k, v, bias, $DROPOUT, False, scale=None, enable_gqa=False)
  def few$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, hidden: Tensor, masked: bool) -> Tensor:
    # Few queries and many keys: a fused kernel would leave most of a GPU idle. (b r h d) to the same; keys and values are
    # b h (n * d).
    batch = torch.size(q, 0)
    heads = torch.size(q, 2)
    queries = torch.reshape(torch.transpose(torch.mul(q, $SCALE), 1, 2), [torch.mul(batch, heads), -1, $SIZE])
    keys = torch.view(k, [torch.mul(batch, heads), -1, $SIZE])
    values = torch.view(v, [torch.mul(batch, heads), -1, $SIZE])
    scores = torch.bmm(queries, torch.transpose(keys, 1, 2))
    if masked:
      by_head = torch.add(torch.view(scores, [batch, heads, torch.size(scores, 1), -1]), torch.unsqueeze(torch.unsqueeze(hidden, 1), 1), alpha=1)
      scores = torch.view(by_head, torch.size(scores))
    else:
      pass
    shares = torch.softmax(scores, -1, None)
    if torch.gt($DROPOUT, 0.):
      shares = torch.dropout(shares, $DROPOUT, True)
    else:
      pass
    return torch.transpose(torch.view(torch.bmm(shares, values), [batch, heads, -1, $SIZE]), 1, 2)
  def sparse$K(self: __torch__.M, all: Tensor, hidden: Tensor, seen: Tensor, places: Tensor, masks: Tensor, masked: bool) -> Tensor:
    batch = torch.size(all, 0)
    length = torch.size(all, 1)
    heads = torch.size(all, 3)
    rows = torch.sub(torch.floordiv(length, $BLOCK), 2)
    queries, both, = torch.split_with_sizes(all, [1, 2], 2)
    start, inner, end, = torch.split_with_sizes(torch.squeeze(queries, 2), [$BLOCK, torch.mul(rows, $BLOCK), $BLOCK], 1)
    # Keys and values side by side as blocks of each head, in one copy.
    k, v, = torch.unbind(torch.reshape(torch.permute(both, [2, 0, 3, 1, 4]), [2, batch, -1, $BLOCK * $SIZE]), 0)
    keys = torch.view(torch.index_select(k, 1, places), [batch, torch.mul(heads, rows), -1, $SIZE])
    values = torch.view(torch.index_select(v, 1, places), [batch, torch.mul(heads, rows), -1, $SIZE])
    row = torch.view(masks, [1, torch.mul(heads, rows), 1, -1])
    if masked:
      blocks = torch.index_select(torch.view(hidden, [batch, -1, $BLOCK]), 1, torch.flatten(seen, 0, -1))
      row = torch.clamp_min(torch.add(torch.view(blocks, [batch, torch.mul(heads, rows), 1, -1]), row, alpha=1), $HIDDEN)
    else:
      pass
    bias = torch.expand(row, [batch, -1, $BLOCK, -1], implicit=False)
    by_row = torch.permute(torch.view(inner, [batch, rows, $BLOCK, heads, $SIZE]), [0, 3, 1, 2, 4])
    context = torch.scaled_dot_product_attention(torch.reshape(by_row, [batch, torch.mul(heads, rows), $BLOCK, $SIZE]), keys, values, bias, $DROPOUT, False, scale=None, enable_gqa=False)
    context = torch.permute(torch.view(context, [batch, heads, rows, $BLOCK, $SIZE]), [0, 2, 3, 1, 4])
    whole = torch.split((self).few$K(torch.cat([start, end], 1), k, v, hidden, masked, ), $BLOCK, 1)
    return torch.cat([whole[0], torch.reshape(context, [batch, -1, heads, $SIZE]), whole[1]], 1)
