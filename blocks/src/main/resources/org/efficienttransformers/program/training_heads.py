  def parts$K(self: __torch__.M, projected: Tensor) -> List[Tensor]:
    # (b n 3hd) to queries, keys and values, each b n h d.
    return torch.unbind(torch.view(projected, [torch.size(projected, 0), torch.size(projected, 1), 3, $HEADS, $SIZE]), 2)
  def rotated$K(self: __torch__.M, projected: Tensor, cosine: Tensor, sine: Tensor, back: bool) -> Tensor:
    # Queries and keys in place; the gradient turns back.
    if $ROTARY:
      x = torch.view(projected, [torch.size(projected, 0), torch.size(projected, 1), 3, $HEADS, $SIZE])
      both = torch.flatten(torch.slice(x, 2, 0, 2, 1), 2, 3)
      if back:
        angle = torch.neg(sine)
      else:
        angle = sine
      _0 = torch.copy_(both, (self).turnedWide$K(both, cosine, angle, ), False)
    else:
      pass
    return projected
