  # By PyTorch's flash kernel, which knows windows, as texts one after the other: it has no graph, and gradients of its own.
  def hasFlash$K(self: __torch__.M, x: Tensor, table: List[Tensor]) -> bool:
    return $ALIGNED
  def flash$K(self: __torch__.M, projected: Tensor, shared: List[Tensor], table: List[Tensor]) -> List[Tensor]:
    length = torch.size(projected, 1)
    q, k, v, = torch.unbind(torch.view(projected, [-1, 3, $HEADS, $SIZE]), 1)
    context, sums, seed, offset, _0, = torch._flash_attention_forward(q, k, v, shared[-1], shared[-1], length, length, $DROPOUT, False, False, scale=None, window_size_left=$WINDOW, window_size_right=$WINDOW)
    return [torch.view(context, [torch.size(projected, 0), length, $HEADS * $SIZE]), sums, seed, offset]
  def flashBack$K(self: __torch__.M, kept: List[Tensor], gradient: Tensor, shared: List[Tensor], table: List[Tensor]) -> Tensor:
    length = torch.size(kept[1], 1)
    q, k, v, = torch.unbind(torch.view(kept[1], [-1, 3, $HEADS, $SIZE]), 1)
    above = torch.view(gradient, torch.size(q))
    below = torch._flash_attention_backward(above, q, k, v, torch.view(kept[0], torch.size(q)), kept[3], shared[-1], shared[-1], length, length, $DROPOUT, False, kept[4], kept[5], scale=None, window_size_left=$WINDOW, window_size_right=$WINDOW)
    q0, k0, v0, = below
    return torch.view(torch.stack([q0, k0, v0], 1), torch.size(kept[1]))
