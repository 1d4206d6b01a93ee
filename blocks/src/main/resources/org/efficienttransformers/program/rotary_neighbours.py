  def doubled$K(self: __torch__.M, angles: Tensor) -> Tensor:
    return angles
  def turn$K(self: __torch__.M, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    return torch.type_as((self).turnedWide$K(x, cosine, sine, ), x)
  def turnedWide$K(self: __torch__.M, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    first = torch.slice(x, -1, 0, 9223372036854775807, 2)
    second = torch.slice(x, -1, 1, 9223372036854775807, 2)
    turned = torch.stack([torch.sub(torch.mul(first, cosine), torch.mul(second, sine), alpha=1), torch.add(torch.mul(second, cosine), torch.mul(first, sine), alpha=1)], -1)
    return torch.flatten(turned, -2, -1)
