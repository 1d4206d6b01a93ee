  # Keys and values of global tokens (b g h d), and their contexts (b g hd). Empty slots give what nothing uses.
  def namedGlobal$K(self: __torch__.M, all: Tensor, length: int, places: Tensor) -> List[Tensor]:
    batch = torch.size(all, 0)
    each = torch.slice(torch.view(all, [batch, -1, 6, $HEADS, $SIZE]), 1, 0, length, 1)
    picked = torch.view(torch.index_select(torch.flatten(all, 0, 1), 0, places), [batch, -1, 6, $HEADS, $SIZE])
    context, _0, _1, _2, _3, = torch._flash_attention_forward(torch.select(picked, 2, 5), torch.select(each, 2, 3), torch.select(each, 2, 4), None, None, torch.size(picked, 1), length, 0., False, False, scale=None)
    return [torch.select(picked, 2, 1), torch.select(picked, 2, 2), torch.flatten(context, 2, 3)]
  def places$K(self: __torch__.M, x: Tensor, positions: Tensor) -> Tensor:
    # The rows among those of all texts, (b * g).
    length = torch.size(x, 1)
    texts = torch.arange(torch.size(x, 0), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=None)
    starts = torch.unsqueeze(torch.mul(texts, (self).rowsOf(length, )), 1)
    return torch.flatten(torch.add(torch.clamp_max(positions, torch.sub(length, 1)), starts, alpha=1), 0, 1)
