  # Linear layers: 0 query, 1 key and value. Shared: mask, angles, room for keys and values.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    if torch.eq(torch.numel(visible), 0):
      mask = visible
    else:
      mask = torch.unsqueeze(torch.unsqueeze(torch.mul(torch.sub(torch.type_as(visible, x), 1, alpha=1), $SHOWN), 1), 1)
    if torch.gt(torch.size(x, 1), $ROWS):
      room = torch.new_empty(x, [torch.size(x, 0), torch.size(x, 1), 2 * $HEADS * $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
    else:
      room = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    angles = (self).angles$K(x, )
    return [mask, torch.cos(angles), torch.sin(angles), room]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    both = (self).linear(y, torch.add(linear, 1), )
    if $ROTARY:
      width = torch.mul($HEADS, $SIZE)
      key = (self).placed$K(torch.slice(both, 2, 0, width, 1), start, shared, )
      both = torch.cat([torch.flatten(key, 2, 3), torch.slice(both, 2, width, 9223372036854775807, 1)], 2)
    else:
      pass
    if torch.eq(torch.size(x, 1), torch.size(y, 1)):
      all = both
    else:
      all = shared[3]
      _0 = torch.copy_(torch.slice(all, 1, start, torch.add(start, torch.size(y, 1)), 1), both, False)
    return [all]
  def placed$K(self: __torch__.M, projected: Tensor, start: int, shared: List[Tensor]) -> Tensor:
    rows = torch.size(projected, 1)
    x = torch.view(projected, [torch.size(projected, 0), rows, $HEADS, $SIZE])
    cosine = torch.slice(shared[1], 0, start, torch.add(start, rows), 1)
    sine = torch.slice(shared[2], 0, start, torch.add(start, rows), 1)
    return (self).turn$K(x, cosine, sine, )
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = torch.transpose((self).placed$K((self).linear(y, linear, ), start, shared, ), 1, 2)
    both = torch.view(memory[0], [torch.size(y, 0), -1, 2, $HEADS, $SIZE])
    k = torch.transpose(torch.select(both, 2, 0), 1, 2)
    v = torch.transpose(torch.select(both, 2, 1), 1, 2)
    mask = shared[0]
    if torch.eq(torch.numel(mask), 0):
      context = torch.scaled_dot_product_attention(q, k, v, None, 0., False, scale=None, enable_gqa=False)
    else:
      context = torch.scaled_dot_product_attention(q, k, v, mask, 0., False, scale=None, enable_gqa=False)
    return torch.flatten(torch.transpose(context, 1, 2), 2, 3)
