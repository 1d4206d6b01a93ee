  # Keys (b h d g), values (b h g d) and contexts (b g hd) of global tokens, and their empty slots (b 1 1 g).
  def global$K(self: __torch__.M, x: Tensor, linear: int, tensor: int, shared: List[Tensor]) -> List[Tensor]:
    batch = torch.size(x, 0)
    length = torch.size(x, 1)
    positions = shared[$POSITIONS]
    slots = torch.size(positions, 1)
    shown = shared[$VISIBLE]
    index = torch.unsqueeze(torch.clamp_max(positions, torch.sub(length, 1)), 2)
    picked = torch.gather(x, 1, torch.expand(index, [-1, -1, torch.size(x, 2)], implicit=False), sparse_grad=False)
    q = torch.mul((self).far$K(picked, tensor, 0, ), $SCALE)
    if torch.lt(slots, $SIZE):
      # Keys and values aren't made: their weights are multiplied by the few queries and contexts.
      key = torch.view(torch.to((self.tensors)[torch.add(tensor, 1)], ops.prim.dtype(x), False, False, None), [$HEADS, $SIZE, -1])
      value = torch.view(torch.to((self.tensors)[torch.add(tensor, 2)], ops.prim.dtype(x), False, False, None), [$HEADS, $SIZE, -1])
      weights = torch.flatten(torch.matmul(q, key), 1, 2)
      scores = torch.view(torch.matmul(weights, torch.transpose(x, 1, 2)), [batch, $HEADS, slots, length])
      probabilities = (self).probabilities$K(scores, shown, )
      mixture = torch.view(torch.matmul(torch.flatten(probabilities, 1, 2), x), [batch, $HEADS, slots, -1])
      rows = torch.matmul(mixture, torch.transpose(value, 1, 2))
      if $BIASED:
        bias = torch.view(torch.type_as((self.tensors)[torch.add(tensor, 5)], x), [$HEADS, 1, $SIZE])
        rows = torch.add(rows, bias, alpha=1)
      else:
        pass
    else:
      k = (self).far$K(x, tensor, 1, )
      v = (self).far$K(x, tensor, 2, )
      rows = torch.matmul((self).probabilities$K(torch.matmul(q, torch.transpose(k, 2, 3)), shown, ), v)
    contexts = torch.reshape(torch.transpose(rows, 1, 2), [batch, slots, $HEADS * $SIZE])
    near = $NEAR
    keys = torch.permute(torch.view(near[0], [batch, slots, $HEADS, $SIZE]), [0, 2, 3, 1])
    values = torch.transpose(torch.view(near[1], [batch, slots, $HEADS, $SIZE]), 1, 2)
    empty = torch.unsqueeze(torch.unsqueeze(torch.ge(positions, length), 1), 1)
    return [keys, values, contexts, empty]
  def far$K(self: __torch__.M, x: Tensor, tensor: int, which: int) -> Tensor:
    weight = torch.to((self.tensors)[torch.add(tensor, which)], ops.prim.dtype(x), False, False, None)
    if $BIASED:
      bias = torch.type_as((self.tensors)[torch.add(torch.add(tensor, which), 3)], x)
      y = torch.linear(x, weight, bias)
    else:
      y = torch.linear(x, weight, None)
    return torch.transpose(torch.view(y, [torch.size(x, 0), -1, $HEADS, $SIZE]), 1, 2)
  def probabilities$K(self: __torch__.M, scores: Tensor, shown: Tensor) -> Tensor:
    seen = scores
    if torch.gt(torch.numel(shown), 0):
      seen = torch.masked_fill(scores, torch.unsqueeze(torch.unsqueeze(torch.eq(shown, 0), 1), 1), $HIDDEN)
    else:
      pass
    return torch.softmax(seen, -1, None)
  def replaced$K(self: __torch__.M, contexts: Tensor, start: int, rows: Tensor, positions: Tensor) -> Tensor:
    # Empty slots point past the end: to a row that is cut off.
    size = torch.size(contexts, 1)
    at = torch.sub(positions, start, alpha=1)
    outside = torch.__or__(torch.lt(at, 0), torch.ge(at, size))
    index = torch.expand(torch.unsqueeze(torch.masked_fill(at, outside, size), 2), [-1, -1, torch.size(contexts, 2)], implicit=False)
    more = torch.constant_pad_nd(contexts, [0, 0, 0, 1], 0)
    return torch.slice(torch.scatter(more, 1, index, rows), 1, 0, size, 1)
