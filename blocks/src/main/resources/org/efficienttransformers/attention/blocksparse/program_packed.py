  # Texts without padding: each block row of each head is a text of its own, whose keys lie side by side in a copy, so that
  # one call computes all of them without a mask.
  def isPacked$K(self: __torch__.M, visible: Tensor) -> bool:
    return torch.__and__($ALIGNED, torch.eq(torch.numel(visible), 0))
  def places$K(self: __torch__.M, x: Tensor) -> List[Tensor]:
    # Where the queries of each row begin, and its keys, and how many they are: b * h * block rows (+ 1), INT32; and where
    # the blocks of each text begin, of its keys and of its values, 2b 1.
    length = torch.size(x, 1)
    device = ops.prim.device(x)
    blocks = torch.floordiv(torch.sub(torch.add(length, $BLOCK), 1), $BLOCK)
    gap = torch.sub(torch.mul(blocks, $BLOCK), length)
    each = $BLOCK * (5 + $RANDOM)
    head = torch.mul(torch.sub(blocks, 2), each)
    heads = torch.mul(torch.size(x, 0), $HEADS)
    queries = torch.arange(0, torch.add(torch.mul(torch.mul(heads, blocks), $BLOCK), 1), $BLOCK, dtype=3, layout=None, device=device, pin_memory=None)
    # The first and the last row, which see all, are here for what they take up, and see what their neighbours do.
    row = torch.arange(-1, torch.sub(blocks, 1), dtype=3, layout=None, device=device, pin_memory=None)
    row = torch.mul(torch.clamp(row, 0, torch.sub(blocks, 3)), each)
    start = torch.arange(0, torch.mul(torch.add(heads, 1), head), head, dtype=3, layout=None, device=device, pin_memory=None)
    keys = torch.flatten(torch.add(torch.unsqueeze(start, 1), row, alpha=1), 0, -1)
    keys = torch.slice(keys, 0, 0, torch.size(queries, 0), 1)
    count = torch.new_full(row, [heads, blocks], torch.sub(each, gap), dtype=None, layout=None, device=None, pin_memory=None)
    _0 = torch.fill_(torch.slice(count, 1, 1, blocks, torch.sub(blocks, 3)), torch.sub(torch.sub(each, $BLOCK), gap))
    texts = torch.arange(torch.mul(torch.size(x, 0), 2), dtype=4, layout=None, device=device, pin_memory=None)
    texts = torch.unsqueeze(torch.mul(texts, torch.mul($HEADS, blocks)), 1)
    return [queries, keys, torch.flatten(count, 0, -1), texts]
  def packed$K(self: __torch__.M, projected: Tensor, shared: List[Tensor]) -> Tensor:
    # (b n 3hd) to b n' h d, of whole blocks. The first and the last are without meaning.
    batch = torch.size(projected, 0)
    length = torch.size(projected, 1)
    gap = torch.remainder(torch.neg(length), $BLOCK)
    three = torch.permute(torch.view(projected, [batch, length, 3, $HEADS, $SIZE]), [2, 0, 3, 1, 4])
    if torch.gt(gap, 0):
      three = torch.constant_pad_nd(three, [0, 0, 0, gap], 0)
    else:
      three = torch.contiguous(three, memory_format=0)
    queries = torch.view(torch.select(three, 0, 0), [-1, 1, $SIZE])
    # Along the first dimension, where whole blocks are copied at once.
    blocks = torch.view(torch.slice(three, 0, 1, 3, 1), [-1, $BLOCK * $SIZE])
    if torch.eq(batch, 1):
      seen = shared[8]
    else:
      seen = torch.add(shared[7], torch.flatten(torch.select(shared[8], 0, 0), 0, -1), alpha=1)
    both = torch.view(torch.index_select(blocks, 0, torch.flatten(seen, 0, -1)), [2, -1, 1, $SIZE])
    context = (self).each$K(queries, torch.select(both, 0, 0), torch.select(both, 0, 1), shared, )
    return torch.transpose(torch.view(context, [batch, $HEADS, -1, $SIZE]), 1, 2)
  def each$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, shared: List[Tensor]) -> Tensor:
    most = $BLOCK * (5 + $RANDOM)
    if $HALF:
      context, _0, _1, _2, _3, = torch._flash_attention_forward(q, k, v, shared[4], shared[5], $BLOCK, most, 0., False, False, scale=None, window_size_left=None, window_size_right=None, seqused_k=shared[6])
    else:
      context, _4, _5, _6, _7, _8, = torch._efficient_attention_forward(torch.unsqueeze(q, 0), torch.unsqueeze(k, 0), torch.unsqueeze(v, 0), None, shared[4], shared[5], $BLOCK, most, 0., 0, False, scale=None, seqlen_k=shared[6])
    return context
