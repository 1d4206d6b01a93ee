  # Linear layers: 0 query, 1 key, 2 value. Tensors: the directions. Shared: visible rows, angles.
  # Memory: the logarithm of the factor taken out (b h 1 1), and sums over keys: of features times values
  # (b h r d+), whose values have a 1 after them, and of these values alone (b h 1 d+).
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    if torch.gt(torch.numel(visible), 0):
      seen = torch.unsqueeze(torch.unsqueeze(torch.to(visible, $WORK, False, False, None), 2), 3)
    else:
      seen = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    angles = (self).angles$K(x, )
    return [seen, torch.cos(angles), torch.sin(angles)]
  def rooted$K(self: __torch__.M, projected: Tensor, start: int, shared: List[Tensor]) -> Tensor:
    # (b c hd) to b c h d, divided by the fourth root of d.
    rows = torch.size(projected, 1)
    x = torch.view(projected, [torch.size(projected, 0), rows, $HEADS, $SIZE])
    cosine = torch.slice(shared[1], 0, start, torch.add(start, rows), 1)
    sine = torch.slice(shared[2], 0, start, torch.add(start, rows), 1)
    turned = (self).turn$K(x, cosine, sine, )
    return torch.mul(torch.to(turned, $WORK, False, False, None), $ROOT)
  def along$K(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    return torch.matmul(x, torch.t(torch.to((self.tensors)[tensor], $WORK, False, False, None)))
  def halfSquare$K(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.mul(torch.sum(torch.mul(x, x), [3], True, dtype=None), 0.5)
  def remember$K(self: __torch__.M, all: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    rows = torch.size(y, 1)
    k = (self).rooted$K((self).linear(y, torch.add(linear, 1), ), start, shared, )
    v = torch.view((self).linear(y, torch.add(linear, 2), ), [torch.size(y, 0), rows, $HEADS, $SIZE])
    v = torch.constant_pad_nd(torch.to(v, $WORK, False, False, None), [0, 1], 1.)
    if $NARROW:
      v = torch.constant_pad_nd(v, [0, torch.remainder(-$SIZE - 1, 8)], 0.)
    else:
      pass
    x = (self).along$K(k, tensor, )
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
    if $NARROW:
      # Means of all keys, times 4: neither too large for 16 bits nor too small.
      flat = torch.flatten(features, 0, 1)
      none = torch.new_zeros(x, [1, 1, 1], dtype=None, layout=None, device=None, pin_memory=None)
      products = torch.baddbmm(none, flat, torch.flatten(values, 0, 1), beta=0, alpha=torch.div(4, rows))
      products = torch.view(products, [torch.size(y, 0), $HEADS, torch.size(x, 3), -1])
      sums = none
    else:
      products = torch.matmul(features, values)
      sums = torch.sum(values, [2], True, dtype=None)
    if torch.gt(torch.len(memory), 0):
      products = torch.add_(products, torch.mul(memory[1], torch.exp(torch.sub(memory[0], scale, alpha=1))), alpha=1)
      sums = torch.add(sums, memory[2], alpha=1)
    else:
      pass
    return [scale, products, sums]
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = (self).rooted$K((self).linear(y, linear, ), start, shared, )
    x = (self).along$K(q, tensor, )
    if $SOFTMAX:
      scale = torch.amax(x, [3], True)
      if $BLURRED:
        scale = torch.add(scale, (self).halfSquare$K(q, ), alpha=1)
      else:
        pass
      x = torch.exp_(torch.sub_(x, scale, alpha=1))
    else:
      x = $FUNCTION
    if $BLURRED:
      x = torch.add(x, $EPSILON, alpha=1)
      blurred = torch.mul(torch.sum(torch.transpose(x, 1, 2), [3], True, dtype=None), $EPSILON)
      sum = torch.add(torch.matmul(torch.transpose(x, 1, 2), memory[1]), torch.mul(blurred, memory[2]), alpha=1)
    else:
      sum = torch.matmul(torch.transpose(x, 1, 2), memory[1])
    if $NARROW:
      least = 1.0e-7
    else:
      least = $TINY
    weights = torch.clamp_min(torch.slice(sum, 3, $SIZE, $SIZE + 1, 1), least)
    context = torch.transpose(torch.div(torch.slice(sum, 3, 0, $SIZE, 1), weights), 1, 2)
    return torch.reshape(torch.type_as(context, y), [torch.size(y, 0), torch.size(y, 1), $HEADS * $SIZE])
