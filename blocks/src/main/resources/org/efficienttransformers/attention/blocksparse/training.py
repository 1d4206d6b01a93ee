  # Queries, keys and values are one linear layer. Table: of each head and block row the blocks that it sees, their
  # places among those of all heads, and how often each counts, 3 h rows s; empty for a short text, in which everything sees everything. Shared: what is added to
  # the scores of each key, 0 or next to minus infinity, b n, and the visible rows.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    hidden = torch.new_zeros(x, [torch.size(x, 0), torch.size(x, 1)], dtype=None, layout=None, device=None, pin_memory=None)
    if torch.gt(torch.numel(visible), 0):
      hidden = torch.masked_fill(hidden, torch.eq(visible, 0), $HIDDEN)
    else:
      pass
    return [hidden, torch.type_as(visible, x)]
  def context$K(self: __torch__.M, x: Tensor, linear: int, tensor: int, shared: List[Tensor], table: Tensor) -> Tensor:
    batch = torch.size(x, 0)
    rows = torch.size(x, 1)
    none = torch.new_zeros(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    projected = (self).linear(x, linear, )
    if torch.eq(torch.numel(table), 0):
      q, k, v = (self).heads$K(projected, none, none, )
      context = (self).all$K(q, k, v, shared[0], )
    else:
      gap = torch.remainder(torch.neg(rows), $BLOCK)
      hidden = shared[0]
      if torch.gt(gap, 0):
        projected = torch.constant_pad_nd(projected, [0, 0, 0, gap], 0)
        hidden = torch.constant_pad_nd(hidden, [0, gap], $HIDDEN)
      else:
        pass
      q, k, v = (self).heads$K(projected, none, none, )
      masked = torch.__or__(torch.gt(gap, 0), torch.gt(torch.numel(shared[1]), 0))
      context = (self).sparse$K(q, k, v, hidden, table, masked, )
    contexts = torch.slice(torch.reshape(torch.transpose(context, 1, 2), [batch, -1, $HEADS * $SIZE]), 1, 0, rows, 1)
    if torch.__and__(torch.gt(torch.numel(table), 0), torch.gt(torch.numel(shared[1]), 0)):
      contexts = torch.mul(contexts, torch.unsqueeze(shared[1], 2))
    else:
      pass
    return contexts
  def all$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, hidden: Tensor) -> Tensor:
    length = torch.size(hidden, 1)
    # The kernel wants rows of masks at multiples of 16 bytes.
    row = torch.slice(torch.constant_pad_nd(hidden, [0, torch.remainder(torch.neg(length), 8)], 0), 1, 0, length, 1)
    bias = torch.expand(torch.unsqueeze(torch.unsqueeze(row, 1), 1), [-1, $HEADS, torch.size(q, 2), -1], implicit=False)
    return torch.scaled_dot_product_attention(q, k, v, bias, $DROPOUT, False, scale=None, enable_gqa=False)
  def few$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, hidden: Tensor, masked: bool) -> Tensor:
    # Few queries and many keys: a fused kernel would leave most of a GPU idle.
    scores = torch.matmul(torch.mul(q, $SCALE), torch.transpose(k, 2, 3))
    if masked:
      scores = torch.add(scores, torch.unsqueeze(torch.unsqueeze(hidden, 1), 1), alpha=1)
    else:
      pass
    return torch.matmul(torch.dropout(torch.softmax(scores, -1, None), $DROPOUT, True), v)
  def sparse$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, hidden: Tensor, table: Tensor, masked: bool) -> Tensor:
    batch = torch.size(q, 0)
    length = torch.size(q, 2)
    rows = torch.mul($HEADS, torch.sub(torch.floordiv(length, $BLOCK), 2))
    lists = torch.flatten(torch.select(table, 0, 1), 0, -1)
    keys = torch.index_select(torch.reshape(k, [batch, -1, $BLOCK * $SIZE]), 1, lists)
    values = torch.index_select(torch.reshape(v, [batch, -1, $BLOCK * $SIZE]), 1, lists)
    # A slot that counts for nothing adds the logarithm of 0, cut off where 16 bits end.
    masks = torch.clamp_min(torch.log(torch.select(table, 0, 2)), $HIDDEN)
    if masked:
      seen = torch.flatten(torch.select(table, 0, 0), 0, -1)
      blocks = torch.index_select(torch.view(hidden, [batch, -1, $BLOCK]), 1, seen)
      masks = torch.clamp_min(torch.add(blocks, torch.reshape(masks, [1, -1, 1]), alpha=1), $HIDDEN)
      masks = torch.view(masks, [batch, rows, 1, -1])
    else:
      masks = torch.reshape(torch.expand(torch.unsqueeze(masks, 3), [-1, -1, -1, $BLOCK], implicit=False), [1, rows, 1, -1])
    bias = torch.expand(torch.type_as(masks, q), [batch, -1, $BLOCK, -1], implicit=False)
    inner = torch.reshape(torch.slice(q, 2, $BLOCK, torch.sub(length, $BLOCK), 1), [batch, rows, $BLOCK, $SIZE])
    keys = torch.view(keys, [batch, rows, -1, $SIZE])
    values = torch.view(values, [batch, rows, -1, $SIZE])
    context = torch.scaled_dot_product_attention(inner, keys, values, bias, $DROPOUT, False, scale=None, enable_gqa=False)
    ends = torch.cat([torch.slice(q, 2, 0, $BLOCK, 1), torch.slice(q, 2, torch.sub(length, $BLOCK), length, 1)], 2)
    whole = torch.split((self).few$K(ends, k, v, hidden, masked, ), $BLOCK, 2)
    return torch.cat([whole[0], torch.reshape(context, [batch, $HEADS, -1, $SIZE]), whole[1]], 2)
