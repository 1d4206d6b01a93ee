  # Linear layers: 0 query, 1 key and value. Tensors: the directions. Shared: visible rows, angles.
  # Memory: the logarithm of the factor taken out (b h 1 1), and sums over keys: of features times values
  # (b h r d+), whose values have a 1 after them, and of these values alone (b h 1 d+).
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    if torch.gt(torch.numel(visible), 0):
      seen = torch.unsqueeze(torch.unsqueeze(torch.to(visible, 6, False, False, None), 2), 3)
    else:
      seen = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    angles = (self).angles$K(x, )
    return [seen, torch.cos(angles), torch.sin(angles)]
  def placed$K(self: __torch__.M, projected: Tensor, start: int, shared: List[Tensor]) -> Tensor:
    # (b c hd) to b c h d.
    rows = torch.size(projected, 1)
    x = torch.view(projected, [torch.size(projected, 0), rows, $HEADS, $SIZE])
    cosine = torch.slice(shared[1], 0, start, torch.add(start, rows), 1)
    sine = torch.slice(shared[2], 0, start, torch.add(start, rows), 1)
    return torch.to((self).turn$K(x, cosine, sine, ), 6, False, False, None)
  def along$K(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    # Divided by the fourth root of d, as the half square is by the square root.
    directions = torch.mul(torch.to((self.tensors)[tensor], 6, False, False, None), $ROOT)
    return torch.matmul(x, torch.t(directions))
  def halfSquare$K(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.mul(torch.sum(torch.mul(x, x), [3], True, dtype=None), 0.5 * $SCALE)
  def remember$K(self: __torch__.M, all: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    rows = torch.size(y, 1)
    key, value, = torch.chunk((self).linear(y, torch.add(linear, 1), ), 2, 2)
    k = (self).placed$K(key, start, shared, )
    v = torch.view(value, [torch.size(y, 0), rows, $HEADS, $SIZE])
    x = (self).along$K(k, tensor, )
    v = torch.constant_pad_nd(torch.to(v, 6, False, False, None), [0, 1], 1.)
    scale = torch.new_zeros(x, [torch.size(x, 0), 1, $HEADS, 1], dtype=None, layout=None, device=None, pin_memory=None)
    if $SOFTMAX:
      half = (self).halfSquare$K(k, )
      if $BLURRED:
        # What is added to a feature has its own scale.
        own = torch.amax(x, [3], True)
        x = torch.exp_(torch.sub_(torch.sub_(x, half, alpha=1), own, alpha=1))
      else:
        own = half
    else:
      own = scale
      half = scale
      x = $FUNCTION
    if torch.gt(torch.numel(shared[0]), 0):
      seen = torch.slice(shared[0], 1, start, torch.add(start, rows), 1)
      v = torch.mul_(v, seen)
      far = torch.mul(torch.sub(seen, 1, alpha=1), $SHOWN)
      if $LOGARITHMS:
        own = torch.sub(own, far, alpha=1)
      else:
        own = torch.add(torch.mul(own, seen), far, alpha=1)
    else:
      pass
    if $LOGARITHMS:
      x = torch.sub_(x, own, alpha=1)
      scale = torch.amax(x, [1, 3], True)
    elif $SOFTMAX:
      scale = torch.amax(own, [1, 3], True)
    else:
      pass
    if torch.gt(torch.len(memory), 0):
      scale = torch.maximum(scale, torch.transpose(memory[0], 1, 2))
    else:
      pass
    if $LOGARITHMS:
      x = torch.exp_(torch.sub_(x, scale, alpha=1))
    elif $SOFTMAX:
      x = torch.mul_(x, torch.exp(torch.sub(own, scale, alpha=1)))
    else:
      pass
    scale = torch.transpose(scale, 1, 2)
    values = torch.transpose(v, 1, 2)
    features = torch.permute(x, [0, 2, 3, 1])
    products = torch.matmul(features, values)
    sums = torch.sum(values, [2], True, dtype=None)
    if torch.gt(torch.len(memory), 0):
      products = torch.add_(products, torch.mul(memory[1], torch.exp(torch.sub(memory[0], scale, alpha=1))), alpha=1)
      sums = torch.add(sums, memory[2], alpha=1)
    else:
      pass
    return [scale, products, sums]
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = (self).placed$K((self).linear(y, linear, ), start, shared, )
    x = (self).along$K(q, tensor, )
    if $LOGARITHMS:
      # The scale of a query cancels out.
      x = torch.softmax(x, 3, None)
    elif $SOFTMAX:
      scale = torch.add(torch.amax(x, [3], True), (self).halfSquare$K(q, ), alpha=1)
      x = torch.exp_(torch.sub_(x, scale, alpha=1))
    else:
      x = $FUNCTION
    if $BLURRED:
      x = torch.add(x, $EPSILON, alpha=1)
      blurred = torch.mul(torch.sum(torch.transpose(x, 1, 2), [3], True, dtype=None), $EPSILON)
      sum = torch.add(torch.matmul(torch.transpose(x, 1, 2), memory[1]), torch.mul(blurred, memory[2]), alpha=1)
    else:
      sum = torch.matmul(torch.transpose(x, 1, 2), memory[1])
    weights = torch.clamp_min(torch.slice(sum, 3, $SIZE, $SIZE + 1, 1), $TINY)
    context = torch.transpose(torch.div(torch.slice(sum, 3, 0, $SIZE, 1), weights), 1, 2)
    return torch.reshape(torch.type_as(context, y), [torch.size(y, 0), torch.size(y, 1), $HEADS * $SIZE])
