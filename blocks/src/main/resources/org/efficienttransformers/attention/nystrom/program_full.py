  def distances$K(self: __torch__.M, x: Tensor) -> List[Tensor]:
    return annotate(List[Tensor], [])
  def mixed$K(self: __torch__.M, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, start: int, tensor: int, shared: List[Tensor]) -> Tensor:
    if torch.eq(torch.numel(mask), 0):
      context = (self).seen$K(q, k, v, )
    else:
      context = (self).masked$K(q, k, v, mask, )
    # Padding is convolved as well.
    none = torch.new_empty(q, [0], dtype=None, layout=None, device=None, pin_memory=None)
    return (self).convolved$K(context, v, start, tensor, none, )
