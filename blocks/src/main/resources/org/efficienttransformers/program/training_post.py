  def train$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: Tensor) -> Tensor:
    context = (self).attended$K(x, visible, globals, table, )
    projected = (self).dropped$K((self).linear(context, 0, ), $OUTPUT_DROPOUT, )
    attended = (self).attentionNorm$K(torch.add(x, projected, alpha=1), 0, )
    inner = (self).dropped$K((self).fed$K(attended, 1, ), $INSIDE_DROPOUT, )
    fed = (self).dropped$K((self).linear(inner, 2, ), $AFTER_DROPOUT, )
    return (self).feedForwardNorm$K(torch.add(attended, fed, alpha=1), 0, )
