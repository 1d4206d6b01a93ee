  # Features of softmax on a GPU, where they are attention themselves: a direction attends to all keys, under what makes
  # their features positive, and a query to the directions, each of which weighs what its keys weigh together.
  # Linear layers: 0 query, key and value. Tensors: the directions. Shared: what is added to scores of keys or none, angles,
  # zeros 1 1 1 d, and one in float32.
  # Memory: the values of directions (b h r d), their weights as numbers to add to scores (b h 1 r), queries (b h n d).
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    if torch.gt(torch.numel(visible), 0):
      hidden = torch.unsqueeze(torch.mul(torch.sub(torch.type_as(visible, x), 1, alpha=1), $SHOWN), 1)
    else:
      hidden = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    angles = (self).angles$K(x, )
    zeros = torch.new_zeros(x, [1, 1, 1, $SIZE], dtype=None, layout=None, device=None, pin_memory=None)
    none = torch.new_zeros(x, [1], dtype=6, layout=None, device=None, pin_memory=None)
    return [hidden, torch.cos(angles), torch.sin(angles), zeros, none]
  def directions$K(self: __torch__.M, x: Tensor, texts: int, tensor: int) -> Tensor:
    # A view: b h r d.
    directions = torch.type_as((self.tensors)[tensor], x)
    return torch.expand(directions, [texts, $HEADS, -1, -1], implicit=False)
  def row$K(self: __torch__.M, added: Tensor, rows: int) -> Tensor:
    # What is added to scores, b h m, as a view for some rows.
    gap = torch.remainder(torch.neg(torch.size(added, 2)), 8)
    row = added
    if torch.gt(gap, 0):
      row = torch.slice(torch.constant_pad_nd(added, [0, gap], 0), 2, 0, torch.size(added, 2), 1)
    else:
      pass
    return torch.expand(torch.unsqueeze(row, 2), [-1, -1, rows, -1], implicit=False)
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    all = torch.size(y, 1)
    q, all_k, all_v = (self).heads$K((self).linear(y, linear, ), torch.slice(shared[1], 0, 0, all, 1), torch.slice(shared[2], 0, 0, all, 1), )
    rows = torch.size(x, 1)
    k = torch.slice(all_k, 2, 0, rows, 1)
    v = torch.slice(all_v, 2, 0, rows, 1)
    # Half the square of a key, whatever the type in float32.
    size = torch.linalg_vector_norm(k, 2, [3], False, dtype=6)
    added = torch.type_as(torch.addcmul(shared[4], size, size, value=-0.5 * $SCALE), y)
    if torch.gt(torch.numel(shared[0]), 0):
      added = torch.clamp_min(torch.add(added, shared[0], alpha=1), $HIDDEN)
    else:
      pass
    if torch.ge(rows, $PIECES * 64):
      values, weights = (self).inPieces$K(k, v, added, tensor, shared, )
    else:
      values, sums = (self).summed$K(k, v, added, tensor, )
      weights = torch.type_as(torch.sub(sums, torch.log(rows), alpha=1), y)
    return [values, weights, q]
  def summed$K(self: __torch__.M, k: Tensor, v: Tensor, added: Tensor, tensor: int) -> Tuple[Tensor, Tensor]:
    # Keys and values, t h m d, and what is added to scores, t h m: means by directions, t h r d, the logarithms of sums, t h r.
    directions = (self).directions$K(k, torch.size(k, 0), tensor, )
    features = torch.size(directions, 2)
    values, sums, _0, _1, = torch._scaled_dot_product_efficient_attention(directions, k, v, (self).row$K(added, features, ), True, 0., False, scale=$ROOT)
    return (values, torch.slice(sums, 2, 0, features, 1))
  def narrow$K(self: __torch__.M, x: Tensor, like: Tensor) -> Tensor:
    # In another type and in one go, whatever the strides.
    return torch.contiguous(torch.to(x, ops.prim.dtype(like), False, False, 0), memory_format=0)
  def inPieces$K(self: __torch__.M, k: Tensor, v: Tensor, added: Tensor, tensor: int, shared: List[Tensor]) -> Tuple[Tensor, Tensor]:
    # Directions are too few to keep a GPU busy: pieces of keys are texts of their own.
    batch = torch.size(k, 0)
    rows = torch.size(k, 2)
    step = torch.floordiv(rows, $PIECES)
    size = torch.sub(rows, torch.mul(step, $PIECES - 1))
    near = torch.contiguous(torch.permute(torch.unfold(added, 2, size, step), [0, 2, 1, 3]), memory_format=0)
    if torch.gt(size, step):
      # Pieces overlap by what is left over, which counts once.
      _0 = torch.fill_(torch.slice(torch.slice(near, 1, 1, $PIECES, 1), 3, 0, torch.sub(size, step), 1), $HIDDEN)
    else:
      pass
    keys = torch.flatten(torch.permute(torch.unfold(k, 2, size, step), [0, 2, 1, 4, 3]), 0, 1)
    values = torch.flatten(torch.permute(torch.unfold(v, 2, size, step), [0, 2, 1, 4, 3]), 0, 1)
    each, sums = (self).summed$K(keys, values, torch.flatten(near, 0, 1), tensor, )
    # Each direction attends to its pieces, weighed by their sums; of these the mean, which is a small number in any type.
    sums = torch.permute(torch.view(sums, [batch, $PIECES, $HEADS, -1]), [0, 3, 2, 1])
    sums = (self).narrow$K(torch.sub(sums, torch.log(rows), alpha=1), k, )
    all = torch.mul(torch.size(each, 2), $HEADS)
    each = torch.transpose(torch.view(torch.transpose(each, 1, 2), [batch, $PIECES, all, $SIZE]), 1, 2)
    queries = torch.expand(shared[3], [batch, all, 1, -1], implicit=False)
    places = torch.expand(shared[3], [batch, all, $PIECES, -1], implicit=False)
    mean, sum, _1, _2, = torch._scaled_dot_product_efficient_attention(queries, places, each, torch.view(sums, [batch, all, 1, $PIECES]), True, 0., False, scale=None)
    mean = torch.transpose(torch.reshape(mean, [batch, -1, $HEADS, $SIZE]), 1, 2)
    weights = torch.transpose(torch.reshape(torch.select(sum, 2, 0), [batch, -1, $HEADS]), 1, 2)
    return (mean, (self).narrow$K(weights, k, ))
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    rows = torch.size(y, 1)
    q = torch.slice(memory[2], 2, 0, rows, 1)
    context, _0, _1, _2, = torch._scaled_dot_product_efficient_attention(q, (self).directions$K(y, torch.size(y, 0), tensor, ), memory[0], (self).row$K(memory[1], rows, ), False, 0., False, scale=$ROOT)
    return torch.reshape(torch.transpose(context, 1, 2), [torch.size(y, 0), rows, $HEADS * $SIZE])
