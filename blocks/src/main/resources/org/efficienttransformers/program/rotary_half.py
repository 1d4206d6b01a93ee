  def turn$K(self: __torch__.M, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    half = torch.floordiv(torch.size(x, -1), 2)
    first = torch.slice(x, -1, 0, half, 1)
    second = torch.slice(x, -1, half, 9223372036854775807, 1)
    turned = torch.cat([torch.sub(torch.mul(first, cosine), torch.mul(second, sine), alpha=1), torch.add(torch.mul(second, cosine), torch.mul(first, sine), alpha=1)], -1)
    return torch.type_as(turned, x)
