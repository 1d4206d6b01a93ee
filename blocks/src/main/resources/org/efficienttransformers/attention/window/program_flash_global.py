  # Keys and values of global tokens (b h g d), and their contexts (b g hd). Empty slots give what nothing uses.
  def namedGlobal$K(self: __torch__.M, x: Tensor, k: Tensor, v: Tensor, tensor: int, positions: Tensor) -> List[Tensor]:
    batch = torch.size(x, 0)
    length = torch.size(x, 1)
    slots = torch.size(positions, 1)
    index = torch.unsqueeze(torch.clamp_max(positions, torch.sub(length, 1)), 2)
    q = (self).own$K(torch.gather(x, 1, torch.expand(index, [-1, -1, torch.size(x, 2)], implicit=False), sparse_grad=False), tensor, 0, )
    context, _0, _1, _2, _3, = torch._flash_attention_forward(q, (self).own$K(x, tensor, 1, ), (self).own$K(x, tensor, 2, ), None, None, slots, length, 0., False, False, scale=None)
    inner = torch.expand(index, [-1, -1, $HEADS * $SIZE], implicit=False)
    key = torch.view(torch.gather(k, 1, inner, sparse_grad=False), [batch, slots, $HEADS, $SIZE])
    value = torch.view(torch.gather(v, 1, inner, sparse_grad=False), [batch, slots, $HEADS, $SIZE])
    return [torch.transpose(key, 1, 2), torch.transpose(value, 1, 2), torch.flatten(context, 2, 3)]
  def own$K(self: __torch__.M, x: Tensor, tensor: int, which: int) -> Tensor:
    return torch.transpose((self).far$K(x, tensor, which, ), 1, 2)
