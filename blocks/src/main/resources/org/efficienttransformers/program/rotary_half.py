  def doubled$K(self: __torch__.M, angles: Tensor) -> Tensor:
    # Of the whole vector, once for all layers: the cosine of -a is that of a, its sine the negative one.
    if torch.__or__($GRADIENTS, $HALF):
      all = torch.cat([torch.neg(angles), angles], -1)
    else:
      all = angles
    return all
  def turn$K(self: __torch__.M, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    half = torch.floordiv(torch.size(x, -1), 2)
    if torch.__or__($GRADIENTS, $HALF):
      # Of few operations, whose gradients are few as well, in one type.
      wide = torch.to(x, 6, False, False, None)
      turned = torch.addcmul(torch.mul(wide, cosine), torch.roll(wide, [half], [-1]), sine, value=1)
    else:
      first = torch.slice(x, -1, 0, half, 1)
      second = torch.slice(x, -1, half, 9223372036854775807, 1)
      turned = torch.cat([torch.sub(torch.mul(first, cosine), torch.mul(second, sine), alpha=1), torch.add(torch.mul(second, cosine), torch.mul(first, sine), alpha=1)], -1)
    return torch.type_as(turned, x)
