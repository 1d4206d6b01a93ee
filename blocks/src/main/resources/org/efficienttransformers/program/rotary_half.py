  def doubled$K(self: __torch__.M, angles: Tensor) -> Tensor:
    # Of the whole vector, once for all layers: the cosine of -a is that of a, its sine the negative one.
    return torch.cat([torch.neg(angles), angles], -1)
  def turnedWide$K(self: __torch__.M, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    # Of few operations, in the type of the angles.
    half = torch.floordiv(torch.size(x, -1), 2)
    return torch.addcmul(torch.mul(x, cosine), torch.roll(x, [half], [-1]), sine, value=1)
  def turn$K(self: __torch__.M, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    # What one operation reads of float16 and gives in it takes no casts.
    half = torch.floordiv(torch.size(x, -1), 2)
    turned = torch.mul(x, cosine)
    if torch.eq(ops.prim.dtype(x), ops.prim.dtype(turned)):
      result = turned
    else:
      result = torch.empty_like(x, dtype=None, layout=None, device=None, pin_memory=None, memory_format=0)
    first = torch.slice(x, -1, 0, half, 1)
    second = torch.slice(x, -1, half, 9223372036854775807, 1)
    _0 = torch.addcmul(torch.slice(turned, -1, 0, half, 1), second, torch.slice(sine, -1, 0, half, 1), value=1, out=torch.slice(result, -1, 0, half, 1))
    _1 = torch.addcmul(torch.slice(turned, -1, half, 9223372036854775807, 1), first, torch.slice(sine, -1, half, 9223372036854775807, 1), value=1, out=torch.slice(result, -1, half, 9223372036854775807, 1))
    return result
