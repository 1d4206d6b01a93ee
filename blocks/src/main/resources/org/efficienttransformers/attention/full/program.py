  # Linear layers: 0 query, 1 key and value. Shared: mask, angles, room for keys and values; buckets.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    if torch.eq(torch.numel(visible), 0):
      mask = visible
    else:
      mask = torch.unsqueeze(torch.unsqueeze(torch.mul(torch.sub(torch.type_as(visible, x), 1, alpha=1), $SHOWN), 1), 1)
    angles = (self).angles$K(x, )
    return torch.add([mask, torch.cos(angles), torch.sin(angles), (self).room$K(x, torch.size(x, 1), )], (self).distances$K(x, ))
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    both = (self).linear(y, torch.add(linear, 1), )
    if $ROTARY:
      width = torch.mul($HEADS, $SIZE)
      key = (self).placed$K(torch.slice(both, 2, 0, width, 1), start, shared, )
      both = torch.cat([torch.flatten(key, 2, 3), torch.slice(both, 2, width, 9223372036854775807, 1)], 2)
    else:
      pass
    return [(self).stored$K(both, start, shared[3], )]
  def placed$K(self: __torch__.M, projected: Tensor, start: int, shared: List[Tensor]) -> Tensor:
    rows = torch.size(projected, 1)
    x = torch.view(projected, [torch.size(projected, 0), rows, $HEADS, $SIZE])
    cosine = torch.slice(shared[1], 0, start, torch.add(start, rows), 1)
    sine = torch.slice(shared[2], 0, start, torch.add(start, rows), 1)
    return (self).turn$K(x, cosine, sine, )
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = torch.transpose((self).placed$K((self).linear(y, linear, ), start, shared, ), 1, 2)
    k, v = (self).taken$K(memory[0], )
    context = (self).mixed$K(q, k, v, shared[0], start, tensor, shared, )
    return torch.flatten(torch.transpose(context, 1, 2), 2, 3)
