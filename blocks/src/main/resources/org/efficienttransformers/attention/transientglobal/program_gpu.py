  # Linear layers: 0 query, key and value. Shared: 1 what each chunk hides.
  # Memory: keys and values of each chunk, those of sums first, their biases, queries.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    shown = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    if torch.gt(torch.numel(visible), 0):
      shown = torch.type_as(visible, x)
    else:
      pass
    own = [(self).buckets$K(x, $REACH, ), (self).chunked$K(x, visible, torch.slice(globals, 1, 0, 0, 1), ), shown, shown]
    if torch.__and__(torch.gt($BLOCK, 0), torch.ge(torch.size(x, 1), $BLOCK)):
      own = torch.add(own, (self).parts$K(x, shown, ))
    else:
      pass
    return own
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    q, k, v = (self).heads$K((self).linear(y, linear, ), x, x, )
    # Two of what is hidden are too much for float16.
    biases = torch.clamp_min(torch.add((self).window$K(x, tensor, shared[0], $CHUNK, ), shared[1], alpha=1), $HIDDEN)
    sums = annotate(List[Tensor], [])
    if torch.gt(torch.len(shared), 4):
      count = torch.floordiv(torch.sub(torch.add(torch.size(y, 1), $BLOCK), 1), $BLOCK)
      blocks = torch.new_zeros(y, [torch.size(y, 0), count, torch.size(y, 2)], dtype=None, layout=None, device=None, pin_memory=None)
      _0 = (self).sum$K(y, 0, blocks, shared[2], )
      both, byDistance, = (self).sums$K(blocks, linear, tensor, shared, )
      keys, values = (self).parted$K(both, )
      sums = [torch.transpose(keys, 2, 3), values]
      biases = torch.cat([(self).far$K(byDistance, torch.size(biases, 0), shared, ), biases], 3)
    else:
      pass
    return torch.add((self).chunks$K(k, v, sums, ), [biases, q])
  def far$K(self: __torch__.M, biases: Tensor, chunks: int, shared: List[Tensor]) -> Tensor:
    # Of all positions, in chunks, b * chunks h c g', g' a multiple of 8.
    own = torch.constant_pad_nd(shared[4], [0, torch.remainder(torch.neg(torch.size(shared[4], 1)), $CHUNK)], 0)
    rows = (self).rows$K(biases, own, )
    if torch.gt(torch.numel(shared[6]), 0):
      rows = torch.add(rows, shared[6], alpha=1)
    else:
      pass
    rows = torch.constant_pad_nd(rows, [0, torch.remainder(torch.neg(torch.size(rows, 3)), 8)], $HIDDEN)
    split = torch.view(rows, [torch.size(rows, 0), $HEADS, -1, $CHUNK, torch.size(rows, 3)])
    each = torch.flatten(torch.transpose(split, 1, 2), 0, 1)
    return torch.repeat(each, [torch.floordiv(chunks, torch.size(each, 0)), 1, 1, 1])
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    # Scores aren't scaled, whereas the kernels scale them.
    q = torch.mul(torch.transpose(torch.slice(memory[3], 2, 0, torch.size(y, 1), 1), 1, 2), $ROOT)
    contexts = torch.flatten((self).inChunks$K(q, memory[0], memory[1], memory[2], ), 2, 3)
    if torch.gt(torch.numel(shared[2]), 0):
      contexts = torch.mul(contexts, torch.unsqueeze(torch.slice(shared[2], 1, 0, torch.size(y, 1), 1), 2))
    else:
      pass
    return contexts
