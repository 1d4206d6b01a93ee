  def heads$K(self: __torch__.M, projected: Tensor, cosine: Tensor, sine: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    # (b n 3hd) to queries, keys and values, each b h n d.
    rows = torch.size(projected, 1)
    x = torch.view(projected, [torch.size(projected, 0), rows, 3, $HEADS, $SIZE])
    if $ROTARY:
      parts = torch.split_with_sizes(x, [2, 1], 2)
      both = torch.view(parts[0], [torch.size(x, 0), rows, 2 * $HEADS, $SIZE])
      turned = torch.view((self).turn$K(both, cosine, sine, ), [torch.size(x, 0), rows, 2, $HEADS, $SIZE])
      three = torch.add(torch.unbind(turned, 2), torch.unbind(parts[1], 2))
    else:
      three = torch.unbind(x, 2)
    return (torch.transpose(three[0], 1, 2), torch.transpose(three[1], 1, 2), torch.transpose(three[2], 1, 2))
