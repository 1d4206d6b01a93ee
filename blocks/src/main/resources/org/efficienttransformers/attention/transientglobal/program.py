  # Linear layers: 0 query, 1 key and value. Shared: 1 hidden keys, 3 room for keys and values.
  # Memory: keys and values, biases of a chunk; sums of blocks, keys and values of sums, their biases.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    length = torch.size(x, 1)
    none = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    shown = none
    hidden = none
    if torch.gt(torch.numel(visible), 0):
      shown = torch.type_as(visible, x)
      hidden = torch.unsqueeze(torch.unsqueeze(torch.mul(torch.sub(shown, 1, alpha=1), $SHOWN), 1), 1)
    else:
      pass
    room = (self).room$K(x, torch.size(x, 1), )
    own = [(self).buckets$K(x, $RADIUS, ), hidden, shown, room]
    if torch.__and__(torch.gt($BLOCK, 0), torch.ge(length, $BLOCK)):
      own = torch.add(own, (self).parts$K(x, shown, ))
    else:
      pass
    return own
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    end = torch.add(start, torch.size(y, 1))
    both = (self).linear(y, torch.add(linear, 1), )
    all = (self).stored$K(both, start, shared[3], )
    if torch.eq(start, 0):
      kept = [all, (self).window$K(x, tensor, shared[0], ops.prim.min($CHUNK, torch.size(x, 1)), )]
    else:
      kept = memory
    if torch.gt(torch.len(shared), 4):
      if torch.eq(start, 0):
        blocks = torch.floordiv(torch.sub(torch.add(torch.size(x, 1), $BLOCK), 1), $BLOCK)
        kept = torch.add(kept, [torch.new_zeros(y, [torch.size(y, 0), blocks, torch.size(y, 2)], dtype=None, layout=None, device=None, pin_memory=None)])
      else:
        pass
      _1 = (self).sum$K(y, start, kept[2], shared[2], )
      if torch.eq(end, torch.size(x, 1)):
        kept = torch.add(kept, (self).sums$K(kept[2], linear, tensor, shared, ))
      else:
        pass
    else:
      pass
    return kept
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    batch = torch.size(y, 0)
    rows = torch.size(y, 1)
    q = torch.transpose(torch.view((self).linear(y, linear, ), [batch, rows, $HEADS, $SIZE]), 1, 2)
    keys, values = (self).taken$K(memory[0], )
    length = torch.size(keys, 2)
    window = memory[1]
    context = torch.new_empty(y, [batch, rows, $HEADS, $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
    chunk = torch.size(window, 2)
    for i in range(torch.floordiv(torch.sub(torch.add(rows, chunk), 1), chunk)):
      low = torch.mul(i, chunk)
      high = ops.prim.min(torch.add(low, chunk), rows)
      at = torch.add(start, low)
      first = ops.prim.max(torch.sub(at, $RADIUS), 0)
      last = ops.prim.min(torch.add(torch.add(start, high), $RADIUS), length)
      q0 = torch.slice(q, 2, low, high, 1)
      cut = torch.sub(first, torch.sub(at, $RADIUS))
      mask = torch.slice(torch.slice(window, 2, 0, torch.sub(high, low), 1), 3, cut, torch.add(cut, torch.sub(last, first)), 1)
      if torch.gt(torch.numel(shared[1]), 0):
        mask = torch.add(mask, torch.slice(shared[1], 3, first, last, 1), alpha=1)
      else:
        pass
      near, sum, = torch._scaled_dot_product_flash_attention_for_cpu(q0, torch.slice(keys, 2, first, last, 1), torch.slice(values, 2, first, last, 1), 0., False, attn_mask=mask, scale=1.)
      if torch.gt(torch.len(shared), 4):
        near = (self).joined$K(near, sum, q0, at, memory, shared, )
      else:
        pass
      _0 = torch.copy_(torch.slice(context, 1, low, high, 1), torch.transpose(near, 1, 2), False)
    contexts = torch.flatten(context, 2, 3)
    if torch.gt(torch.numel(shared[2]), 0):
      contexts = torch.mul_(contexts, torch.unsqueeze(torch.slice(shared[2], 1, start, torch.add(start, rows), 1), 2))
    else:
      pass
    return contexts
  def joined$K(self: __torch__.M, near: Tensor, sum: Tensor, q: Tensor, start: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    # With what the sums give.
    keys, values = (self).parted$K(memory[3], )
    mask = (self).rows$K(memory[4], torch.slice(shared[4], 1, start, torch.add(start, torch.size(q, 2)), 1), )
    if torch.gt(torch.numel(shared[6]), 0):
      mask = torch.add(mask, shared[6], alpha=1)
    else:
      pass
    far, far_sum, = torch._scaled_dot_product_flash_attention_for_cpu(q, keys, values, 0., False, attn_mask=mask, scale=1.)
    share = torch.sigmoid(torch.sub(torch.unsqueeze(sum, 3), torch.unsqueeze(far_sum, 3), alpha=1))
    return torch.lerp(far, near, share)
