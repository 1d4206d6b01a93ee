  def train$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor], mode: int) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    attention = (self).attended$K(x, visible, globals, table, mode, )
    context = attention[0]
    if torch.gt(mode, 0):
      context = torch.detach(context)
    else:
      pass
    projected = (self).dropped$K((self).linear(context, 0, ), $OUTPUT_DROPOUT, masks, )
    sum = torch.add(x, projected, alpha=1)
    attended = (self).attentionNorm$K(sum, 0, )
    inner = (self).dropped$K((self).activated$K((self).linear(attended, 1, ), )[0], $INSIDE_DROPOUT, masks, )
    fed = (self).dropped$K((self).linear(inner, 2, ), $AFTER_DROPOUT, masks, )
    last = torch.add(attended, fed, alpha=1)
    y = (self).feedForwardNorm$K(last, 0, )
    return torch.add(torch.add([y, last, sum], masks), attention)
  def back$K(self: __torch__.M, kept: List[Tensor], pieces: int, gradient: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor]) -> Tensor:
    first = torch.add(2, $MASKS)
    attention = torch.slice(kept, first, 9223372036854775807, 1)
    masks = torch.slice(kept, 2, first, 1)
    rest = torch.slice(kept, 0, 2, 1)
    # What is needed no more is taken from the lists, so that it is freed.
    torch.clear(kept)
    sum = torch.pop(rest)
    outer = (self).lastBack$K(gradient, torch.pop(rest), )
    attended = (self).again_attentionNorm$K(sum, 0, )
    inner = torch.add(outer, (self).fedBack$K(torch.to(torch.pop(attended), $TYPE, False, False, None), outer, masks, pieces, ), alpha=1)
    below = (self).back_attentionNorm$K(inner, sum, attended, 0, )
    projected = torch.to((self).droppedBack$K(below, $OUTPUT_DROPOUT, masks, ), $TYPE, False, False, None)
    context = (self).linearBack(projected, torch.detach(attention[0]), 0, )
    return torch.add(below, (self).attendedBack$K(attention, torch.detach(attention[2]), context, visible, globals, table, ), alpha=1)
  def lastBack$K(self: __torch__.M, gradient: Tensor, x: Tensor) -> Tensor:
    normed = (self).again_feedForwardNorm$K(x, 0, )
    return (self).back_feedForwardNorm$K(gradient, x, normed, 0, )
