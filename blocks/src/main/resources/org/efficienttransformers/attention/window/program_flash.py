  # Windows by PyTorch's flash kernel, which knows them: no mask, no copies, and no plan for each length.
  def named$K(self: __torch__.M, q: Tensor, memory: List[Tensor], far: Tensor) -> Tensor:
    # (b r h d) to the same.
    rows = torch.size(q, 1)
    length = ops.prim.min(torch.size(memory[0], 2), torch.add(rows, $RADIUS))
    # The kernel counts from the end: the last query stands at the last key.
    more = torch.sub(length, rows)
    k = torch.transpose(torch.slice(memory[0], 2, 0, length, 1), 1, 2)
    v = torch.transpose(torch.slice(memory[1], 2, 0, length, 1), 1, 2)
    near, sums, _0, _1, _2, = torch._flash_attention_forward(q, k, v, None, None, rows, length, 0., False, False, scale=None, window_size_left=torch.add(more, $RADIUS), window_size_right=torch.sub($RADIUS, more))
    if torch.gt(torch.numel(far), 0):
      bias = torch.slice(far, 2, 0, rows, 1)
      beyond, far_sums, _3, _4, _5, _6, = torch._efficient_attention_forward(q, memory[2], memory[3], bias, None, None, None, None, 0., 0, True, scale=None)
      share = torch.new_empty(q, torch.size(sums), dtype=None, layout=None, device=None, pin_memory=None)
      _7 = torch.sigmoid(torch.sub(sums, torch.slice(far_sums, 2, 0, rows, 1), alpha=1), out=share)
      near = torch.lerp(beyond, near, torch.unsqueeze(torch.transpose(share, 1, 2), 3))
    else:
      pass
    return near
  def far_bias$K(self: __torch__.M, x: Tensor, globals: Tensor) -> Tensor:
    # (b h n g), rows at whole 16 bytes: a global key within the window counts as one of the window.
    length = torch.size(x, 1)
    place = torch.unsqueeze(torch.arange(0, (self).rowsOf(length, ), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=None), 1)
    gap = torch.remainder(torch.neg(torch.size(globals, 1)), 8)
    at = torch.unsqueeze(torch.constant_pad_nd(globals, [0, gap], length), 1)
    hidden = torch.__or__(torch.ge(at, length), torch.le(torch.abs(torch.sub(at, place, alpha=1)), $RADIUS))
    bias = torch.masked_fill(torch.new_zeros(x, torch.size(hidden), dtype=None, layout=None, device=None, pin_memory=None), hidden, $HIDDEN)
    bias = torch.slice(bias, 2, 0, torch.size(globals, 1), 1)
    return torch.expand(torch.unsqueeze(bias, 1), [-1, $HEADS, -1, -1], implicit=False)
