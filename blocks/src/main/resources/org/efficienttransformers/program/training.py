  def forward(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor, table: Tensor, w: List[Tensor]) -> Tensor:
    self.linears = annotate(List[Tensor], [])
    self.biases = annotate(List[Optional[Tensor]], [])
    self.tensors = annotate(List[Tensor], [])
    c = (self).computed([$MULTIPLIED], )
$WEIGHTS
    y = (self).train0(x, visible, globals, table, )
    # Nothing of the graph is to live longer than the caller's array.
    self.linears = annotate(List[Tensor], [])
    self.biases = annotate(List[Optional[Tensor]], [])
    self.tensors = annotate(List[Tensor], [])
    return y
