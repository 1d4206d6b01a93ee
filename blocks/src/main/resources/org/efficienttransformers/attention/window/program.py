  # Linear layers: 0 query, 1 key and value. Tensors: weights and biases of global queries, keys and values.
  # Shared: window, hidden keys, visible rows, positions of global tokens, angles, room for keys and values.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, given: Tensor) -> List[Tensor]:
    if $GLOBAL_TOKENS:
      globals = given
    else:
      globals = torch.slice(given, 1, 0, 0, 1)
    length = torch.size(x, 1)
    device = ops.prim.device(x)
    radius = ops.prim.min($RADIUS, length)
    chunk = ops.prim.min($CHUNK, length)
    q_position = torch.unsqueeze(torch.arange(0, chunk, dtype=4, layout=None, device=device, pin_memory=None), 1)
    k_position = torch.unsqueeze(torch.arange(torch.neg(radius), torch.add(chunk, radius), dtype=4, layout=None, device=device, pin_memory=None), 0)
    ahead = torch.sub(k_position, q_position, alpha=1)
    outside = torch.__or__(torch.lt(ahead, torch.neg(radius)), torch.gt(ahead, radius))
    window = torch.masked_fill(torch.new_zeros(x, torch.size(outside), dtype=None, layout=None, device=None, pin_memory=None), outside, $HIDDEN)
    window = torch.unsqueeze(torch.unsqueeze(window, 0), 0)
    empty = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    shown = empty
    bias = empty
    if torch.gt(torch.numel(visible), 0):
      bias = torch.mul(torch.sub(torch.type_as(visible, x), 1, alpha=1), $SHOWN)
      shown = (self).shown$K(x, visible, )
    else:
      pass
    if torch.gt(torch.numel(globals), 0):
      # One column more, which empty slots mark.
      marked = torch.new_zeros(x, [torch.size(x, 0), torch.add(length, 1)], dtype=None, layout=None, device=None, pin_memory=None)
      marked = torch.slice(torch.scatter(marked, 1, globals, $HIDDEN), 1, 0, length, 1)
      if torch.gt(torch.numel(bias), 0):
        bias = torch.minimum(bias, marked)
      else:
        bias = marked
    else:
      pass
    if torch.gt(torch.numel(bias), 0):
      bias = torch.unsqueeze(torch.unsqueeze(bias, 1), 1)
    else:
      pass
    angles = (self).angles$K(x, )
    return [window, bias, shown, globals, torch.cos(angles), torch.sin(angles), (self).room$K(x, length, )]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    both = (self).linear(y, torch.add(linear, 1), )
    if $ROTARY:
      width = torch.mul($HEADS, $SIZE)
      key = (self).placed$K(torch.slice(both, 2, 0, width, 1), start, shared, )
      both = torch.cat([torch.flatten(key, 2, 3), torch.slice(both, 2, width, 9223372036854775807, 1)], 2)
    else:
      pass
    kept = [(self).stored$K(both, start, shared[6], )]
    if torch.gt(torch.numel(shared[3]), 0):
      if torch.eq(start, 0):
        kept = torch.add(kept, (self).global$K(x, linear, tensor, shared, ))
      else:
        kept = memory
    else:
      pass
    return kept
  def placed$K(self: __torch__.M, projected: Tensor, start: int, shared: List[Tensor]) -> Tensor:
    rows = torch.size(projected, 1)
    x = torch.view(projected, [torch.size(projected, 0), rows, $HEADS, $SIZE])
    cosine = torch.slice(shared[4], 0, start, torch.add(start, rows), 1)
    sine = torch.slice(shared[5], 0, start, torch.add(start, rows), 1)
    return (self).turn$K(x, cosine, sine, )
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = torch.transpose((self).placed$K((self).linear(y, linear, ), start, shared, ), 1, 2)
    batch = torch.size(y, 0)
    rows = torch.size(y, 1)
    keys, values = (self).taken$K(memory[0], )
    length = torch.size(keys, 2)
    window = shared[0]
    bias = shared[1]
    radius = ops.prim.min($RADIUS, length)
    chunks = torch.floordiv(torch.sub(torch.add(rows, $CHUNK), 1), $CHUNK)
    context = torch.new_empty(y, [batch, rows, $HEADS, $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
    for i in range(chunks):
      low = torch.mul(i, $CHUNK)
      high = ops.prim.min(torch.add(low, $CHUNK), rows)
      at = torch.add(start, low)
      first = ops.prim.max(torch.sub(at, radius), 0)
      last = ops.prim.min(torch.add(torch.add(start, high), radius), length)
      q0 = torch.slice(q, 2, low, high, 1)
      k = torch.slice(keys, 2, first, last, 1)
      v = torch.slice(values, 2, first, last, 1)
      cut = torch.sub(first, torch.sub(at, radius))
      mask = torch.slice(torch.slice(window, 2, 0, torch.sub(high, low), 1), 3, cut, torch.add(cut, torch.sub(last, first)), 1)
      if torch.gt(torch.numel(bias), 0):
        mask = torch.add(mask, torch.slice(bias, 3, first, last, 1), alpha=1)
      else:
        pass
      near, sum, = torch._scaled_dot_product_flash_attention_for_cpu(q0, k, v, 0., False, attn_mask=mask, scale=None)
      if torch.gt(torch.numel(shared[3]), 0):
        scores = torch.masked_fill(torch.mul(torch.matmul(q0, memory[1]), $SCALE), memory[4], $HIDDEN)
        far_sum = torch.logsumexp(scores, [-1], True)
        share = torch.sigmoid(torch.sub(torch.unsqueeze(sum, 3), far_sum, alpha=1))
        near = torch.lerp(torch.matmul(torch.softmax(scores, -1, None), memory[2]), near, share)
      else:
        pass
      _0 = torch.copy_(torch.slice(context, 1, low, high, 1), torch.transpose(near, 1, 2), False)
    contexts = torch.flatten(context, 2, 3)
    if torch.gt(torch.numel(shared[2]), 0):
      contexts = torch.mul_(contexts, torch.unsqueeze(torch.slice(shared[2], 1, start, torch.add(start, rows), 1), 2))
    else:
      pass
    if torch.gt(torch.numel(shared[3]), 0):
      contexts = (self).replaced$K(contexts, start, memory[3], shared[3], )
    else:
      pass
    return contexts
