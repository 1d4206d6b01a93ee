  def train$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor], mode: int) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    attention = (self).attended$K((self).attentionNorm$K(x, 0, ), visible, globals, table, mode, )
    context = attention[0]
    if torch.gt(mode, 0):
      context = torch.detach(context)
    else:
      pass
    projected = (self).dropped$K((self).linear(context, 0, ), $OUTPUT_DROPOUT, masks, )
    sum = torch.add(x, projected, alpha=1)
    y = x
    if torch.__or__(torch.ne(mode, 3), torch.gt($MASKS, 0)):
      # To go back, of what follows only the masks are wanted.
      normed = (self).feedForwardNorm$K(sum, 0, )
      inner = (self).dropped$K((self).activated$K((self).linear(normed, 1, ), )[0], $INSIDE_DROPOUT, masks, )
      y = torch.add(sum, (self).dropped$K((self).linear(inner, 2, ), $AFTER_DROPOUT, masks, ), alpha=1)
    else:
      pass
    if torch.__not__(ops.prim.requires_grad(attention[2])):
      # The norm gives the input once more.
      attention = torch._set_item(attention, 2, torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None))
    else:
      pass
    return torch.add(torch.add([y, x, sum], masks), attention)
  def back$K(self: __torch__.M, kept: List[Tensor], pieces: int, gradient: Tensor, visible: Tensor, globals: Tensor, table: List[Tensor]) -> Tensor:
    first = torch.add(2, $MASKS)
    attention = torch.slice(kept, first, 9223372036854775807, 1)
    masks = torch.slice(kept, 2, first, 1)
    rest = torch.slice(kept, 0, 2, 1)
    # What is needed no more is taken from the lists, so that it is freed.
    torch.clear(kept)
    below = (self).fedAll$K(torch.pop(rest), gradient, masks, pieces, )
    projected = torch.to((self).droppedBack$K(below, $OUTPUT_DROPOUT, masks, ), $TYPE, False, False, None)
    context = (self).linearBack(projected, torch.detach(attention[0]), 0, )
    normed = (self).again_attentionNorm$K(rest[0], 0, )
    x = torch.to(torch.pop(normed), $TYPE, False, False, None)
    inner = torch.type_as((self).attendedBack$K(attention, x, context, visible, globals, table, ), gradient)
    return torch.add(below, (self).back_attentionNorm$K(inner, rest[0], normed, 0, ), alpha=1)
  def fedAll$K(self: __torch__.M, sum: Tensor, gradient: Tensor, masks: List[Tensor], pieces: int) -> Tensor:
    normed = (self).again_feedForwardNorm$K(sum, 0, )
    inner = torch.type_as((self).fedBack$K(torch.to(torch.pop(normed), $TYPE, False, False, None), gradient, masks, pieces, ), gradient)
    return torch.add(gradient, (self).back_feedForwardNorm$K(inner, sum, normed, 0, ), alpha=1)
