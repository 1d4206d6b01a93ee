  # Keys and values of global tokens (b h g d), and their contexts (b g hd). Empty slots give what nothing uses.
  def namedGlobal$K(self: __torch__.M, x: Tensor, k: Tensor, v: Tensor, linear: int, tensor: int, positions: Tensor) -> List[Tensor]:
    batch = torch.size(x, 0)
    length = torch.size(x, 1)
    slots = torch.size(positions, 1)
    index = torch.unsqueeze(torch.clamp_max(positions, torch.sub(length, 1)), 2)
    picked = torch.gather(x, 1, torch.expand(index, [-1, -1, torch.size(x, 2)], implicit=False), sparse_grad=False)
    q = torch.transpose((self).far$K(picked, tensor, 0, ), 1, 2)
    both = torch.view((self).linear(x, torch.add(linear, 1), ), [batch, length, 2, $HEADS, $SIZE])
    context, _0, _1, _2, _3, = torch._flash_attention_forward(q, torch.select(both, 2, 0), torch.select(both, 2, 1), None, None, slots, length, 0., False, False, scale=None)
    inner = torch.expand(torch.unsqueeze(index, 1), [-1, $HEADS, -1, $SIZE], implicit=False)
    key = torch.gather(k, 2, inner, sparse_grad=False)
    value = torch.gather(v, 2, inner, sparse_grad=False)
    return [key, value, torch.flatten(context, 2, 3)]
